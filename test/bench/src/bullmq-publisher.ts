import { type EventDraft, payloadOf } from '@headwind/plugin-api';
import { type JobsOptions, Queue } from 'bullmq';
import { v7 as newId } from 'uuid';
import { publishWhenTold } from './publisher.js';

/** Retries as a channel has them by default: exponential from 1 s, with jitter. Nothing fails in the measurement. */
const JOB: JobsOptions = {
  attempts: 300,
  backoff: { type: 'exponential', delay: 1_000, jitter: 1 },
  removeOnComplete: true,
};

const [, , queueName = '', path = ''] = process.argv;
const queue = new Queue(queueName, { connection: { path, enableOfflineQueue: false }, defaultJobOptions: JOB });
await queue.waitUntilReady();

publishWhenTold(
  async (drafts) => {
    const [first, ...others] = drafts.map(jobOf);
    if (first === undefined) return;
    if (others.length === 0) await queue.add(first.name, first.data);
    else await queue.addBulk([first, ...others]);
  },
  () => queue.close(),
);

function jobOf(draft: EventDraft) {
  return {
    name: draft.kind,
    data: payloadOf({ id: newId(), source: 'bench', time: new Date().toISOString(), ...draft }),
  };
}
