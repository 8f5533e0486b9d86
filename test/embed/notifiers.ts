import { createNotifier, type Notifier, type NotifierConfig, type NotifierOptions } from '@headwind/host';
import type { DeliveryRecord, EventDraft, ObservedRecord } from '@headwind/plugin-api';
import { onTestFinished } from 'vitest';

/** A notifier of the running test's own, stopped when it ends. Its log goes nowhere unless a test wants it. */
export async function testNotifier(
  folder: string,
  config: NotifierConfig,
  options: Omit<NotifierOptions, 'cwd'> = {},
): Promise<Notifier> {
  const notifier = await createNotifier(config, { cwd: folder, env: {}, log: false, ...options });
  onTestFinished(() => notifier.stop());
  return notifier;
}

/** One webhook named `team`, which is tried again at once. */
export function toWebhook(url: string): NotifierConfig {
  return {
    server: { stopTimeout: '100ms' },
    plugins: { team: { use: 'webhook', retry: { min: '1ms', max: '1ms' }, config: { url } } },
  };
}

/** An event of a workload of this name. */
export function failureOf(name: string): EventDraft {
  return {
    kind: 'update_failed',
    workload: { namespace: 'production', name },
    data: { currentImage: 'shop/api:1', newImage: 'shop/api:2', errorMessage: 'out of memory' },
  };
}

/** Keeps records, and can be waited for. */
export class RecordWatch {
  readonly records: ObservedRecord[] = [];
  #changed: () => void = () => undefined;

  readonly observe = (record: ObservedRecord): void => {
    this.records.push(record);
    this.#changed();
  };

  get deliveries(): readonly DeliveryRecord[] {
    return this.records.filter((record) => record.type === 'delivery');
  }

  /** Resolves with the first delivery that is in this state, when there is one. */
  async delivery(state: DeliveryRecord['state']): Promise<DeliveryRecord> {
    for (;;) {
      const found = this.deliveries.find((record) => record.state === state);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
  }
}
