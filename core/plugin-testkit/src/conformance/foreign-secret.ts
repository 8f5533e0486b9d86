import { tracesOf } from './canaries.js';
import { ConformanceFault } from './conformance-fault.js';
import type { Subject, TriedSettings } from './subject.js';
import type { Trial } from './trial.js';

/** An instance that ran beside another one. */
export interface RanBeside {
  readonly trial: Trial;
  readonly own: TriedSettings;
  readonly other: TriedSettings;
}

/** @throws ConformanceFault where it sent a secret that is another instance's, one of an earlier step's included */
export async function refuseForeignSecret(
  subject: Subject,
  remedy: string,
  { trial, own, other }: RanBeside,
): Promise<void> {
  // That of the instances which the steps before this one have started. A part of it may be a word like any other.
  const given = await subject.settings();
  const ownTraces = own.secrets.flatMap(tracesOf);
  const foreign = [...given.secrets, ...other.secrets.flatMap(tracesOf)].filter((trace) => !ownTraces.includes(trace));
  const sent = trial.http.requests.map(({ url, headers, body }) => `${url} ${JSON.stringify(headers)} ${body}`).join();
  if (!foreign.some((trace) => sent.includes(trace))) return;
  throw new ConformanceFault(`Instance "${trial.name}" sent a secret of another instance.`, remedy);
}
