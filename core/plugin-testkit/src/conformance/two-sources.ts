import { ConformanceFault, NotApplicable } from './conformance-fault.js';
import { refuseForeignSecret } from './foreign-secret.js';
import { type PublishingSource, startPublishing } from './publishing-source.js';
import type { Subject } from './subject.js';

/**
 * Has two sources publish, first beside each other where they do so by themselves, then one after the other has published
 * and is stopped: what they share is taken away by one from the other, or ends with it.
 *
 * @throws ConformanceFault with that remedy where they share something; NotApplicable where nothing is published
 */
export async function sourcesApart(subject: Subject, remedy: string): Promise<void> {
  // To provoke one of two is more than can be asked.
  if (subject.options.provoke === undefined) await besideEachOther(subject, remedy);
  const settings = { one: await subject.settingsWithCanaries('one'), two: await subject.settingsWithCanaries('two') };
  const one = await startPublishing(subject, { name: 'one', settings: settings.one });
  if (!one.hasPublished) {
    await stop(one);
    throw nothingPublished(subject);
  }
  let publishedByOne = one.trial.published.length;
  const onStarted = async (): Promise<void> => {
    await stop(one);
    publishedByOne = one.trial.published.length;
  };
  const two = await startPublishing(subject, { name: 'two', settings: settings.two, onStarted });
  await stop(two);
  if (!two.hasPublished) {
    throw new ConformanceFault('Instance "two" published nothing once instance "one" was stopped.', remedy);
  }
  if (one.trial.published.length > publishedByOne) {
    throw new ConformanceFault('Instance "two" published in the name of instance "one", which was stopped.', remedy);
  }
  await refuseForeignSecret(subject, remedy, { trial: one.trial, own: settings.one, other: settings.two });
  await refuseForeignSecret(subject, remedy, { trial: two.trial, own: settings.two, other: settings.one });
}

async function besideEachOther(subject: Subject, remedy: string): Promise<void> {
  const pair = await Promise.all(['one', 'two'].map((name) => startPublishing(subject, { name })));
  await Promise.all(pair.map(stop));
  const silent = pair.filter(({ hasPublished }) => !hasPublished);
  if (silent.length === pair.length) throw nothingPublished(subject);
  for (const { trial } of silent) {
    throw new ConformanceFault(`Of two instances beside each other, "${trial.name}" published nothing.`, remedy);
  }
}

function nothingPublished({ limits, options }: Subject): NotApplicable {
  const what = `it published nothing within ${limits.settleMs} ms`;
  return new NotApplicable(options.provoke === undefined ? `${what} by itself` : what);
}

async function stop({ trial }: PublishingSource): Promise<void> {
  await trial.stop().catch(() => undefined);
}
