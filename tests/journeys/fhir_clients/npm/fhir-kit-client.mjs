// The journey with fhir-kit-client.
import { Client } from 'fhir-kit-client';
import { byType, encounterTypeOf, papers, refusal, resourcesOf, tell, visitOf } from './journey.mjs';

const client = new Client({ baseUrl: papers.base_url, bearerToken: papers.token });
const facts = {};
const withHeader = (name, value) => ({ options: { headers: { [name]: value } } });

facts['FHIR version'] = (await client.capabilityStatement()).fhirVersion;

const created = await client.create({ resourceType: 'Patient', body: papers.patient });
const id = created.id;
facts['version after create'] = created.meta.versionId;
facts['family read back'] = (await client.read({ resourceType: 'Patient', id })).name[0].family;

const changed = { ...created, name: [{ ...created.name[0], family: 'Fjellheim' }] };
const update = { resourceType: 'Patient', id, body: changed, ...withHeader('If-Match', 'W/"1"') };
facts['version after update'] = (await client.update(update)).meta.versionId;
facts['update of an old version'] = await refusal(() => client.update(update));

const { system, value } = papers.patient.identifier[0];
const again = await client.create({
  resourceType: 'Patient',
  body: papers.patient,
  ...withHeader('If-None-Exist', `identifier=${system}|${value}`),
});
facts['conditional create finds what is there'] = again.id === id;

const answer = await client.transaction({ body: visitOf(id) });
facts['statuses of the transaction'] = answer.entry.map((entry) => entry.response.status.slice(0, 3));

const found = await client.search({
  resourceType: 'Observation',
  searchParams: { subject: `Patient/${id}`, _include: 'Observation:subject' },
});
facts['types found with include'] = byType(resourcesOf(found));
const observations = resourcesOf(found).filter((resource) => resource.resourceType === 'Observation');
facts['type of a reference into the transaction'] = encounterTypeOf(observations);
const visit = await client.resolve({ reference: observations[0].encounter.reference });
facts['reference resolves to'] = `${visit.resourceType} ${visit.status}`;

const pages = [await client.search({ resourceType: 'Observation', searchParams: { subject: `Patient/${id}`, _count: 2 } })];
for (let next; (next = await client.nextPage({ bundle: pages.at(-1) })); ) {
  pages.push(next);
}
facts['sizes of the pages'] = pages.map((page) => page.entry.length);
facts['different ones on the pages'] = new Set(pages.flatMap((page) => resourcesOf(page).map((resource) => resource.id))).size;

const patched = await client.patch({
  resourceType: 'Patient',
  id,
  jsonPatch: [{ op: 'replace', path: '/birthDate', value: '1971-02-03' }],
});
facts['birth date after patch'] = patched.birthDate;

const history = await client.history({ resourceType: 'Patient', id });
facts['versions in history'] = resourcesOf(history).map((resource) => resource.meta.versionId);
facts['family in the first version'] = (await client.vread({ resourceType: 'Patient', id, version: '1' })).name[0].family;

const everything = await client.operation({ name: 'everything', resourceType: 'Patient', id, method: 'GET' });
facts['types of everything'] = byType(resourcesOf(everything));

const inCompartment = await client.compartmentSearch({ resourceType: 'Observation', compartment: { resourceType: 'Patient', id } });
facts['found in the compartment'] = resourcesOf(inCompartment).length;

await client.delete({ resourceType: 'Observation', id: observations[0].id });
facts['read of a deleted one'] = await refusal(() => client.read({ resourceType: 'Observation', id: observations[0].id }));
const left = await client.search({ resourceType: 'Observation', searchParams: { subject: `Patient/${id}`, _summary: 'count' } });
facts['left after delete'] = left.total;

tell(facts);
