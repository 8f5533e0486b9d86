import { within } from '@headwind/plugin-loader/time-limit';
import type { Subject } from './subject.js';
import { startTrial, type Trial, type TrialOptions } from './trial.js';

/** A started source. */
export interface PublishingSource {
  readonly trial: Trial;
  /** Whether it has published something in time. */
  readonly hasPublished: boolean;
}

export interface PublishingOptions extends Pick<TrialOptions, 'name' | 'settings'> {
  /** Called when it is started, before it is provoked. */
  readonly onStarted?: () => Promise<void>;
}

/**
 * Starts a source, has it provoked where somebody can, and waits until its first event has come, or the time is over.
 *
 * @throws what `startPlugin` throws, and what provoking it throws
 */
export async function startPublishing(
  subject: Subject,
  { onStarted, ...options }: PublishingOptions = {},
): Promise<PublishingSource> {
  let come: () => void = () => undefined;
  const first = new Promise<void>((resolve) => {
    come = resolve;
  });
  const trial = await startTrial(subject, { ...options, onPublish: () => come() });
  await onStarted?.();
  const expired = new Error('nothing was published');
  const publish = async (): Promise<void> => {
    await subject.options.provoke?.();
    await first;
  };
  try {
    await within(subject.limits.settleMs, () => expired, publish);
    return { trial, hasPublished: true };
  } catch (error) {
    if (error === expired) return { trial, hasPublished: false };
    await trial.stop().catch(() => undefined);
    throw error;
  }
}
