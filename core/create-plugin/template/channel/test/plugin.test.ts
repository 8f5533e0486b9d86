import { deliverTo } from '@headwind/plugin-testkit/deliver-to';
import { describePlugin } from '@headwind/plugin-testkit/describe-plugin';
import { eventOf } from '@headwind/plugin-testkit/events';
import { expect, it } from 'vitest';
import plugin from '../src/plugin.js';

const url = 'https://chat.example.com/hooks/team';

// The conformance suite, with "example" of the manifest. It runs what was built.
describePlugin(new URL('..', import.meta.url));

it('posts what happened, and to which workload', async () => {
  const { outcome, requests } = await deliverTo(plugin, eventOf('update_failed'), {
    config: { url, prefix: 'prod: ' },
  });

  expect(outcome.status).toBe('delivered');
  expect(requests.map(({ body }) => JSON.parse(body))).toEqual([
    { text: 'prod: ❌ Update Failed: production/nginx-deployment' },
  ]);
});
