import { parseDraft } from '@headwind/bus/event-schema';
import type { EventDraft } from '@headwind/plugin-api';
import { ConformanceFault, NotApplicable } from '../conformance-fault.js';
import type { ConformanceStep } from '../conformance-step.js';
import { startPublishing } from '../publishing-source.js';
import type { Subject } from '../subject.js';

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
  const { trial, hasPublished } = await startPublishing(subject);
  const published = [...trial.published];
  await trial.stop().catch(() => undefined);
  if (hasPublished) return published;
  const what = `it published nothing within ${subject.limits.settleMs} ms`;
  if (subject.options.provoke === undefined) throw new NotApplicable(`${what} by itself`);
  throw new ConformanceFault(`Although it was provoked, ${what}.`, 'Publish with ctx.publish what start watches for.');
}
