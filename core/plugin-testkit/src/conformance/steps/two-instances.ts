import type { EventKind } from '@headwind/plugin-api';
import { ConformanceFault } from '../conformance-fault.js';
import { type ConformanceStep, EVERY_KIND } from '../conformance-step.js';
import { deliverIn } from '../delivery-trial.js';
import { refuseForeignSecret } from '../foreign-secret.js';
import { recordsOfEveryType } from '../observed-records.js';
import type { Subject } from '../subject.js';
import { startTrial, type Trial } from '../trial.js';
import { sourcesApart } from '../two-sources.js';

const KIND: EventKind = 'update_failed';

const REMEDY =
  'Keep nothing in variables of the module: whatever belongs to an instance is made in create, from its own ctx.';

export const twoInstancesStep: ConformanceStep = {
  name: 'two instances share nothing',
  kinds: EVERY_KIND,
  starts: true,
  async run(subject) {
    const { kind } = await subject.manifest();
    if (kind === 'source') return sourcesApart(subject, REMEDY);
    const reply = kind === 'channel' ? (await subject.acceptance()).reply : undefined;
    const settings = { one: await subject.settingsWithCanaries('one'), two: await subject.settingsWithCanaries('two') };
    const start = (name: 'one' | 'two') =>
      startTrial(subject, { name, settings: settings[name], ...(reply !== undefined && { reply }) });
    const one = await start('one');
    const two = await start('two');
    try {
      await apart(subject, one, two);
      await apart(subject, two, one);
      await refuseForeignSecret(subject, REMEDY, { trial: one, own: settings.one, other: settings.two });
      await refuseForeignSecret(subject, REMEDY, { trial: two, own: settings.two, other: settings.one });
    } finally {
      await one.stop().catch(() => undefined);
    }
    // The other goes on.
    try {
      await apart(subject, two, one);
    } finally {
      await two.stop().catch(() => undefined);
    }
  },
};

/** Has one of them work, and sees that the other does nothing. */
async function apart(subject: Subject, working: Trial, idle: Trial): Promise<void> {
  const before = activity(idle);
  await work(subject, working);
  if (activity(idle) === before) return;
  throw new ConformanceFault(
    `When instance "${working.name}" had something to do, instance "${idle.name}" made requests or logged.`,
    REMEDY,
  );
}

async function work(subject: Subject, trial: Trial): Promise<void> {
  const { created } = trial;
  if (created.kind === 'observer') {
    for (const record of recordsOfEveryType()) created.instance.observe(record);
    return;
  }
  const { result } = await deliverIn(trial, KIND, subject.limits.settleMs);
  if (result.type === 'outcome' && result.outcome.status === 'delivered') return;
  throw new ConformanceFault(
    `Instance "${trial.name}" did not deliver ${KIND} beside another one, although it does by itself.`,
    REMEDY,
  );
}

function activity({ http, log }: Trial): string {
  return [http.requests.length, log.length].join();
}
