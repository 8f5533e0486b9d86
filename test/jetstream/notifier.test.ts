import { createNotifier } from '@headwind/host';
import { expect, it, onTestFinished, vi } from 'vitest';
import { testFolder } from '../support/folder.js';
import { describeWithNats } from '../support/nats-server.js';
import { testReceiver } from '../support/receiver.js';
import { testNatsServer } from '../support/test-nats-server.js';

const DRAFT = {
  kind: 'update_completed',
  workload: { namespace: 'production', name: 'nginx' },
  data: { currentImage: 'nginx:1.25.0', newImage: 'nginx:1.26.0' },
} as const;

describeWithNats('a notifier on NATS JetStream', () => {
  it('delivers what the program publishes at once, and refuses it while the server is away', async () => {
    const nats = await testNatsServer();
    await nats.start();
    const receiver = await testReceiver();
    const notifier = await createNotifier(
      {
        queue: { type: 'nats', servers: nats.url, leaseTime: '2s' },
        plugins: { hook: { use: 'webhook', config: { url: receiver.url } } },
      },
      { log: false, cwd: await testFolder() },
    );
    onTestFinished(() => notifier.stop());
    expect(await notifier.publish({ ...DRAFT, id: 'a' })).toMatchObject({ id: 'a', duplicate: false });
    await receiver.waitFor(1);
    await nats.kill();
    await vi.waitFor(() => expect(notifier.publish(DRAFT)).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE' }));
    await nats.start();
    await vi.waitFor(() => notifier.publish({ ...DRAFT, id: 'b' }), { timeout: 20_000, interval: 100 });
    const requests = await receiver.waitFor(2);
    expect(requests.map(({ headers }) => headers['webhook-id'])).toEqual(['a/hook', 'b/hook']);
  });
});
