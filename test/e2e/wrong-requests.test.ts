import { EXAMPLE_PAYLOAD } from '@headwind/plugin-testkit/events';
import { describe, expect, it } from 'vitest';
import { post } from '../support/events.js';
import { testFolder } from '../support/folder.js';
import { testReceiver } from '../support/receiver.js';
import { runConfiguredHost } from '../support/run-host.js';

interface Problem {
  readonly code: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

describe('wrong requests to a running host', () => {
  it('are refused one by one, clearly, and store nothing', async () => {
    const receiver = await testReceiver();
    const host = await runConfiguredHost(
      await testFolder(),
      `
server: { listen: 127.0.0.1:0, tokens: [let-me-in] }
plugins:
  well: { use: webhook, config: { url: "${receiver.url}" } }
`,
    );
    const address = await host.listening();
    const token = { authorization: 'Bearer let-me-in' };
    const { deployment: _, ...homeless } = EXAMPLE_PAYLOAD;
    const cases: [number, string, string | undefined, unknown, Record<string, string>?][] = [
      [400, 'REQUEST_MALFORMED', undefined, '{"event":'],
      [422, 'EVENT_INVALID', '/event', { ...EXAMPLE_PAYLOAD, event: 'update_exploded' }],
      [422, 'EVENT_INVALID', '/deployment', homeless],
      [422, 'EVENT_INVALID', '/requiresApproval', { ...EXAMPLE_PAYLOAD, requiresApproval: 'yes' }],
      [422, 'EVENT_INVALID', '/1/deployment', [EXAMPLE_PAYLOAD, homeless]],
      [413, 'BODY_TOO_LARGE', undefined, 'x'.repeat(2 * 1024 * 1024)],
      [415, 'CONTENT_TYPE_UNSUPPORTED', undefined, EXAMPLE_PAYLOAD, { 'content-type': 'text/plain' }],
      [401, 'UNAUTHORIZED', undefined, EXAMPLE_PAYLOAD, { authorization: 'Bearer guess' }],
    ];
    for (const [status, code, pointer, body, headers] of cases) {
      const response = await post(address, body, { ...token, ...headers });
      expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      const problem = (await response.json()) as Problem;
      expect([response.status, problem.code]).toEqual([status, code]);
      if (pointer !== undefined) expect(problem.errors?.map((error) => error.pointer)).toContain(pointer);
    }

    const twice = { ...EXAMPLE_PAYLOAD, id: 'same' };
    const answers = [await post(address, twice, token), await post(address, [twice, twice], token)];
    expect(await Promise.all(answers.map((answer) => answer.json()))).toEqual([
      { events: [{ id: 'same', duplicate: false }] },
      {
        events: [
          { id: 'same', duplicate: true },
          { id: 'same', duplicate: true },
        ],
      },
    ]);
    await post(address, { ...EXAMPLE_PAYLOAD, id: 'last' }, token);
    const requests = await receiver.waitFor(2);
    expect(requests.map((request) => request.headers['webhook-id'])).toEqual(['same/well', 'last/well']);
    expect(await host.stop()).toBe(0);
  });
});
