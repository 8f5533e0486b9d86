import { setTimeout as delay } from 'node:timers/promises';
import { ConfigurationError, createNotifier, type NotifierConfig } from '@headwind/host';
import type { EventDraft, ObservedRecord } from '@headwind/plugin-api';

/** What `headwind.yaml` would say. */
const config: NotifierConfig = {
  queue: { path: './data/notifications.db' },
  plugins: {
    team: {
      use: 'webhook',
      when: { namespaces: ['production'] },
      config: { url: '${env:TEAM_WEBHOOK_URL}' },
    },
  },
};

/** What a rollout came to. Each kind of event has data of its own: `errorMessage` on an `update_completed` does not compile. */
const events: readonly EventDraft[] = [
  {
    kind: 'update_completed',
    workload: { namespace: 'production', name: 'checkout-api' },
    data: { currentImage: 'shop/checkout-api:2.4.1', newImage: 'shop/checkout-api:2.5.0', approvedBy: 'jane' },
  },
  {
    kind: 'update_failed',
    workload: { namespace: 'production', name: 'payments-api' },
    data: {
      currentImage: 'shop/payments-api:1.9.0',
      newImage: 'shop/payments-api:2.0.0',
      errorMessage: 'out of memory',
    },
  },
];

/** Ids of the events that were attempted. */
const attempted = new Set<string>();

/** Watches events as they are stored, and attempts as they end. */
function report(record: ObservedRecord): void {
  if (record.type === 'event') {
    console.log(`${record.event.kind} of ${record.event.workload.name}: stored for ${record.channels.join(', ')}`);
  } else if (record.type === 'delivery') {
    const { event, channel, attempt, state } = record;
    console.log(`${event.kind} of ${event.workload.name}: ${state} at ${channel}, attempt ${attempt}`);
    attempted.add(event.id);
  }
}

async function main(): Promise<void> {
  const notifier = await createNotifier(config, { observers: { report } });
  try {
    // From here on they are on the disk: delivered now, or by whoever opens the queue next.
    const receipts = await notifier.publish(events, 'rollout');

    // A service would go on with its work. This program gives the receiver up to 10 seconds.
    for (let tries = 0; tries < 100 && !receipts.every(({ id }) => attempted.has(id)); tries += 1) await delay(100);

    const { channels } = await notifier.status();
    for (const { name, pending, dead } of channels) console.log(`${name}: ${pending} pending, ${dead} given up`);
  } finally {
    await notifier.stop();
  }
}

try {
  await main();
} catch (error) {
  // Its message lists every mistake of the configuration.
  if (!(error instanceof ConfigurationError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
