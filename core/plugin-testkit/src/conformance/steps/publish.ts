import { parseDraft } from '@headwind/bus/event-schema';
import type { EventDraft } from '@headwind/plugin-api';
import { within } from '@headwind/plugin-loader/time-limit';
import { ConformanceFault, NotApplicable } from '../conformance-fault.js';
import type { ConformanceStep } from '../conformance-step.js';
import type { Subject } from '../subject.js';
import { startTrial } from '../trial.js';

export const publishStep: ConformanceStep = {
  name: 'what it publishes is accepted',
  kinds: ['source'],
  starts: true,
  async run(subject) {
    const published = await firstPublished(subject);
    for (const event of published) {
      const parsed = parseDraft(event);
      if ('draft' in parsed) continue;
      const issues = parsed.issues.map(({ pointer, message }) => `${pointer}: ${message}`);
      throw new ConformanceFault(
        `An event that it published is refused: ${issues.join('; ')}.`,
        'Publish what EventDraft of the contract describes, and nothing beside it.',
      );
    }
  },
};

/** What is published until the first event has come, and with it. */
async function firstPublished(subject: Subject): Promise<readonly EventDraft[]> {
  const { provoke } = subject.options;
  const { settleMs } = subject.limits;
  const published: EventDraft[] = [];
  let come: () => void = () => undefined;
  const first = new Promise<void>((resolve) => {
    come = resolve;
  });
  const trial = await startTrial(subject, {
    onPublish: (event) => {
      published.push(event);
      come();
    },
  });
  const expired = new Error('nothing was published');
  try {
    await within(
      settleMs,
      () => expired,
      async () => {
        await provoke?.();
        await first;
      },
    );
    return published;
  } catch (error) {
    if (error !== expired) throw error;
    const what = `it published nothing within ${settleMs} ms`;
    if (provoke === undefined) throw new NotApplicable(`${what} by itself`);
    throw new ConformanceFault(
      `Although it was provoked, ${what}.`,
      'Publish with ctx.publish what start watches for.',
    );
  } finally {
    await trial.stop().catch(() => undefined);
  }
}
