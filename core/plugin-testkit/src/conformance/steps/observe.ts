import type { ObserverInstance } from '@headwind/plugin-api';
import { firstLine } from '@headwind/plugin-loader/first-line';
import { ConformanceFault } from '../conformance-fault.js';
import type { ConformanceStep } from '../conformance-step.js';
import { recordsOfEveryType } from '../observed-records.js';
import { startTrial } from '../trial.js';

/** A later version of the contract may have it. */
const UNKNOWN_RECORD = { type: 'type_of_a_later_version', detail: {} };

export const observeStep: ConformanceStep = {
  name: 'observe takes every record at once',
  kinds: ['observer'],
  starts: true,
  async run(subject) {
    const trial = await startTrial(subject);
    try {
      if (trial.created.kind !== 'observer') throw new TypeError(`A ${trial.created.kind} observes nothing.`);
      for (const record of [...recordsOfEveryType(), UNKNOWN_RECORD]) tell(trial.created.instance, record);
    } finally {
      await trial.stop().catch(() => undefined);
    }
  },
};

function tell(instance: ObserverInstance, record: { readonly type: string }): void {
  const given = observed(instance, record);
  if (given === undefined) return;
  throw new ConformanceFault(
    `observe gave ${given instanceof Promise ? 'a promise' : String(given)} for a record of type ${record.type}. Expected nothing: nobody waits for it.`,
    'Take what is wanted of the record, return at once, and do what takes time later.',
  );
}

function observed(instance: ObserverInstance, record: { readonly type: string }): unknown {
  try {
    // A type that is unknown is what this is about, so that the compiler cannot know it either.
    return Reflect.apply(instance.observe, instance, [record]);
  } catch (error) {
    throw new ConformanceFault(
      `observe threw for a record of type ${record.type}: ${firstLine(error)}.`,
      'Pass over what it does not know, and catch what can fail.',
    );
  }
}
