// The journey with MedplumClient, the client of another FHIR server.
import { MedplumClient } from '@medplum/core';
import { byType, encounterTypeOf, papers, resourcesOf, tell, visitOf } from './journey.mjs';

const { origin, pathname } = new URL(papers.base_url);
const authorised = (url, options) =>
  fetch(url, { ...options, headers: { ...options?.headers, Authorization: `Bearer ${papers.token}` } });
const client = new MedplumClient({ baseUrl: `${origin}/`, fhirUrlPath: pathname.slice(1), fetch: authorised });
const facts = {};

facts['FHIR version'] = (await client.get(client.fhirUrl('metadata'))).fhirVersion;

const created = await client.createResource(papers.patient);
const id = created.id;
facts['version after create'] = created.meta.versionId;
facts['family read back'] = (await client.readResource('Patient', id)).name[0].family;

const changed = { ...created, name: [{ ...created.name[0], family: 'Fjellheim' }] };
const ifFirst = () => ({ headers: { 'If-Match': 'W/"1"' } });
facts['version after update'] = (await client.updateResource(changed, ifFirst())).meta.versionId;
const stale = await client.updateResource(changed, ifFirst()).then(
  () => 'not refused',
  (error) => error.outcome.issue[0].code,
);
facts['issue of an update of an old version'] = stale;

const { system, value } = papers.patient.identifier[0];
const again = await client.createResourceIfNoneExist(papers.patient, `identifier=${system}|${value}`);
facts['conditional create finds what is there'] = again.id === id;

const answer = await client.executeBatch(visitOf(id));
facts['statuses of the transaction'] = answer.entry.map((entry) => entry.response.status.slice(0, 3));

const found = await client.search('Observation', { subject: `Patient/${id}`, _include: 'Observation:subject' });
facts['types found with include'] = byType(resourcesOf(found));
const observations = resourcesOf(found).filter((resource) => resource.resourceType === 'Observation');
facts['type of a reference into the transaction'] = encounterTypeOf(observations);
const visit = await client.readReference(observations[0].encounter);
facts['reference resolves to'] = `${visit.resourceType} ${visit.status}`;

const pages = [];
for await (const page of client.searchResourcePages('Observation', { subject: `Patient/${id}`, _count: '2' })) {
  pages.push(page);
}
facts['sizes of the pages'] = pages.map((page) => page.length);
facts['different ones on the pages'] = new Set(pages.flat().map((resource) => resource.id)).size;

const patched = await client.patchResource('Patient', id, [{ op: 'replace', path: '/birthDate', value: '1971-02-03' }]);
facts['birth date after patch'] = patched.birthDate;

facts['versions in history'] = resourcesOf(await client.readHistory('Patient', id)).map((one) => one.meta.versionId);
facts['family in the first version'] = (await client.readVersion('Patient', id, '1')).name[0].family;
facts['types of everything'] = byType(resourcesOf(await client.readPatientEverything(id)));

await client.deleteResource('Observation', observations[0].id);
facts['issue of a read of a deleted one'] = await client.readResource('Observation', observations[0].id).then(
  () => 'not refused',
  (error) => error.outcome.issue[0].code,
);
const left = await client.search('Observation', { subject: `Patient/${id}`, _summary: 'count' });
facts['left after delete'] = left.total;

const exported = await client.bulkExport('', 'Patient,Observation', undefined, { pollStatusOnAccepted: true, pollStatusPeriod: 50 });
facts['types exported'] = [...new Set(exported.output.map((file) => file.type))].sort();

tell(facts);
