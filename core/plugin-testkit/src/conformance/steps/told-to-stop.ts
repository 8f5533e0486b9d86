import { setTimeout as delay } from 'node:timers/promises';
import { firstLine } from '@headwind/plugin-loader/first-line';
import { attemptOf } from '../../attempt.js';
import { eventOf } from '../../events.js';
import { hang } from '../../scripted-answer.js';
import { ConformanceFault } from '../conformance-fault.js';
import { type ConformanceStep, EVERY_KIND } from '../conformance-step.js';
import { channelOf } from '../delivery-trial.js';
import type { Subject } from '../subject.js';
import { startTrial, type Trial } from '../trial.js';
import { WatchedResources } from '../watched-resources.js';

/** How often it is seen whether everything is closed. Milliseconds. */
const LOOK_MS = 10;

export const toldToStopStep: ConformanceStep = {
  name: 'nothing goes on once it is told to stop',
  kinds: EVERY_KIND,
  starts: true,
  async run(subject) {
    const watched = new WatchedResources();
    try {
      const trial = await watched.by(() => runAndStop(subject));
      const done = activity(trial);
      await closed(watched, subject.limits.settleMs);
      if (activity(trial) === done) return;
    } finally {
      watched.end();
    }
    throw new ConformanceFault(
      'The instance made requests, logged or published after stop.',
      'End loops and retries when ctx.signal is aborted, and have stop wait for them.',
    );
  },
};

async function runAndStop(subject: Subject): Promise<Trial> {
  const trial = await startTrial(subject, { reply: hang });
  if (trial.created.kind === 'channel') await breakOff(trial);
  await trial.stop().catch((error: unknown) => {
    throw new ConformanceFault(
      `stop failed once ctx.signal was aborted: ${firstLine(error)}.`,
      'Have stop end whatever is under way.',
    );
  });
  return trial;
}

/** Leaves a delivery under way: its time is up, and the host is stopping. */
async function breakOff(trial: Trial): Promise<void> {
  const attempt = new AbortController();
  const event = eventOf('update_failed');
  const delivery = (async () => channelOf(trial).deliver(event, attemptOf(event, { signal: attempt.signal })))();
  // What becomes of it is the business of another step.
  const ended = delivery.then(ignore, ignore);
  await Promise.race([trial.http.waitFor(1), ended]);
  attempt.abort(new DOMException('the host is stopping', 'AbortError'));
}

function ignore(): void {}

function activity({ http, log, published }: Trial): string {
  return [http.requests.length, log.length, published.length].join();
}

/** Resolves when nothing is open any more. */
async function closed(watched: WatchedResources, limitMs: number): Promise<void> {
  const end = performance.now() + limitMs;
  for (;;) {
    // A turn at least, so that what goes on by itself shows.
    await delay(LOOK_MS);
    const { open } = watched;
    if (open.length === 0) return;
    if (performance.now() < end) continue;
    throw new ConformanceFault(
      `After stop the instance still has something open that keeps the process alive: ${open.join(', ')}.`,
      'Clear timers, and close servers, sockets and watchers, in stop or when ctx.signal is aborted.',
    );
  }
}
