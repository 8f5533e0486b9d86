import { Bus } from '@headwind/bus';
import { MemoryQueue } from '@headwind/bus/memory-queue';
import { EventEmitter } from 'eventemitter3';
import { draftOf, publishMany } from './drafts.js';
import { perSecond, printComparison } from './figures.js';
import { silentLog } from './silent-log.js';

const ROUNDS = 5;
const COUNT = 50_000;
const OBSERVERS = 5;

/** Bare eventemitter3 against publishing (validated, in memory) to as many observers. */
export async function measureEmitter(): Promise<void> {
  const bare: number[] = [];
  const ours: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const bareRate = emitAll();
    const ourRate = await publishAll();
    if (round > 0) {
      bare.push(bareRate);
      ours.push(ourRate);
    }
  }
  printComparison(
    `In process, ${OBSERVERS} observers: bare eventemitter3 (nothing validated or kept), and the bus over its in-memory queue`,
    bare,
    ours,
  );
}

function emitAll(): number {
  const emitter = new EventEmitter();
  let seen = 0;
  for (let i = 0; i < OBSERVERS; i += 1) emitter.on('event', () => (seen += 1));
  const begun = performance.now();
  for (let i = 0; i < COUNT; i += 1) emitter.emit('event', draftOf(i));
  if (seen !== COUNT * OBSERVERS) throw new Error('an observer missed an event');
  return perSecond(COUNT, performance.now() - begun);
}

async function publishAll(): Promise<number> {
  const queue = new MemoryQueue({});
  const bus = new Bus({ queue, log: silentLog });
  let seen = 0;
  for (let i = 0; i < OBSERVERS; i += 1)
    bus.addObserver(
      `observer-${i}`,
      () => true,
      () => (seen += 1),
    );
  const begun = performance.now();
  await publishMany((drafts) => bus.publish(drafts, 'bench'), COUNT, 1);
  const rate = perSecond(COUNT, performance.now() - begun);
  if (seen !== COUNT * OBSERVERS) throw new Error('an observer missed an event');
  await bus.stop(0);
  await queue.close();
  return rate;
}
