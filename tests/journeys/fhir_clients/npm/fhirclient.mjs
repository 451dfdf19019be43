// The journey with fhirclient, the SMART JavaScript client.
import fhirclient from 'fhirclient';
import { byType, encounterTypeOf, papers, refusal, resourcesOf, tell, visitOf } from './journey.mjs';

// In Node it is made for a request of a web server; this one only ever asks for the address it was called at.
const smart = fhirclient({ url: '/', headers: { host: '127.0.0.1' } }, {}, { get() {}, set() {}, unset() {} });
const client = smart.client({
  serverUrl: papers.base_url,
  tokenResponse: { access_token: papers.token, token_type: 'Bearer' },
});
const facts = {};

facts['FHIR version'] = await client.getFhirVersion();

const created = await client.create(papers.patient);
const id = created.id;
facts['version after create'] = created.meta.versionId;
facts['family read back'] = (await client.request(`Patient/${id}`)).name[0].family;

const changed = { ...created, name: [{ ...created.name[0], family: 'Fjellheim' }] };
const ifFirst = () => ({ headers: { 'If-Match': 'W/"1"' } });
facts['version after update'] = (await client.update(changed, ifFirst())).meta.versionId;
facts['update of an old version'] = await refusal(() => client.update(changed, ifFirst()));

const { system, value } = papers.patient.identifier[0];
const again = await client.create(papers.patient, { headers: { 'If-None-Exist': `identifier=${system}|${value}` } });
facts['conditional create finds what is there'] = again.id === id;

const answer = await client.request({
  url: papers.base_url,
  method: 'POST',
  headers: { 'Content-Type': 'application/fhir+json' },
  body: JSON.stringify(visitOf(id)),
});
facts['statuses of the transaction'] = answer.entry.map((entry) => entry.response.status.slice(0, 3));

const found = await client.request(`Observation?subject=Patient/${id}&_include=Observation:subject`);
facts['types found with include'] = byType(resourcesOf(found));
const observations = resourcesOf(found).filter((resource) => resource.resourceType === 'Observation');
facts['type of a reference into the transaction'] = encounterTypeOf(observations);

const sizes = [];
const onPages = new Set();
for await (const page of client.pages(`Observation?subject=Patient/${id}&_count=2`)) {
  sizes.push(page.entry.length);
  resourcesOf(page).forEach((resource) => onPages.add(resource.id));
}
facts['sizes of the pages'] = sizes;
facts['different ones on the pages'] = onPages.size;

const resolved = await client.request(`Observation/${observations[0].id}`, { resolveReferences: ['encounter'], graph: true });
facts['reference resolves to'] = `${resolved.encounter.resourceType} ${resolved.encounter.status}`;

const patched = await client.patch(`Patient/${id}`, [{ op: 'replace', path: '/birthDate', value: '1971-02-03' }]);
facts['birth date after patch'] = patched.birthDate;

facts['versions in history'] = resourcesOf(await client.request(`Patient/${id}/_history`)).map((one) => one.meta.versionId);
facts['family in the first version'] = (await client.request(`Patient/${id}/_history/1`)).name[0].family;
facts['types of everything'] = byType(resourcesOf(await client.request(`Patient/${id}/$everything`)));

await client.delete(`Observation/${observations[0].id}`);
facts['read of a deleted one'] = await refusal(() => client.request(`Observation/${observations[0].id}`));
facts['left after delete'] = (await client.request(`Observation?subject=Patient/${id}&_summary=count`)).total;

tell(facts);
