// What the npm clients share: the journey's papers from standard input, and the facts they tell on standard output.
import { readFileSync } from 'node:fs';

/** @returns the address, the token, the patient to create, and the transaction to send for it */
export const papers = JSON.parse(readFileSync(0, 'utf8'));

/** @returns the transaction of a visit, for the patient with this id */
export function visitOf(patientId) {
  return JSON.parse(JSON.stringify(papers.visit).replaceAll('PATIENT', patientId));
}

/** @returns how many resources of each type there are */
export function byType(resources) {
  const counts = {};
  for (const resource of resources) {
    counts[resource.resourceType] = (counts[resource.resourceType] ?? 0) + 1;
  }
  return counts;
}

/** @returns the resources of a Bundle */
export function resourcesOf(bundle) {
  return (bundle.entry ?? []).map((entry) => entry.resource);
}

/** @returns the HTTP status that a call was refused with, however the client says it; nothing when it was not */
export async function refusal(call) {
  try {
    await call();
  } catch (error) {
    return error.response?.status ?? error.status ?? error.statusCode ?? `${error.outcome?.id ?? error}`;
  }
  return 'not refused';
}

/** @returns the type that the first of these Observations says its encounter is */
export function encounterTypeOf(observations) {
  return observations[0].encounter.reference.split('/').at(-2);
}

export function tell(facts) {
  process.stdout.write(JSON.stringify(facts));
}
