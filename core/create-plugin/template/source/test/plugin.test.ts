import { createTestSourceContext } from '@headwind/plugin-testkit/context';
import { describePlugin } from '@headwind/plugin-testkit/describe-plugin';
import { expect, it, onTestFinished } from 'vitest';
import plugin from '../src/plugin.js';

// The conformance suite, with "example" of the manifest. It runs what was built.
describePlugin(new URL('..', import.meta.url));

it('publishes an event for a workload', async () => {
  const published = await new Promise((resolve) => {
    const ctx = createTestSourceContext({ everySeconds: 1 }, { onPublish: resolve });
    onTestFinished(() => ctx.abort());
    void Promise.resolve(plugin.create(ctx)).then((source) => source.start?.());
  });

  expect(published).toMatchObject({ kind: 'update_detected', workload: { namespace: 'production' } });
});
