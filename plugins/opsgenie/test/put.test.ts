import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Outcome } from '@headwind/plugin-api';
import { attemptOf } from '@headwind/plugin-testkit/attempt';
import { createTestContext } from '@headwind/plugin-testkit/context';
import { eventOf } from '@headwind/plugin-testkit/events';
import { type Receiver, startReceiver } from '@headwind/plugin-testkit/receiver';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { put } from '../src/put.js';
import { ACCEPTED, type OpenOpsgenie, openOpsgenie } from './opsgenie.js';

const EVENT = eventOf('rollback_failed');

let receiver: Receiver;
let opsgenie: OpenOpsgenie;

beforeEach(async () => {
  receiver = await startReceiver();
  opsgenie = await openOpsgenie({ baseUrl: receiver.url });
  receiver.replyWith(202, { body: ACCEPTED });
});

afterEach(async () => {
  await opsgenie.ctx.close();
  await receiver.close();
});

/** Opens an alert, which is answered already, and raises its priority. */
async function deliver(signal = new AbortController().signal): Promise<Outcome> {
  return opsgenie.channel.deliver(EVENT, attemptOf(EVENT, { signal }));
}

/** The address of a server whose answers have 70,000 characters and no end, and the end of the first one's connection. */
async function endless(): Promise<{ readonly url: string; readonly closed: Promise<void> }> {
  const server = createServer();
  const closed = new Promise<void>((resolve) => {
    server.on('request', (_, response) => {
      response.on('close', resolve).writeHead(200).write('x'.repeat(70_000));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return { url: `http://127.0.0.1:${address.port}/`, closed };
}

describe('the request that raises a priority', () => {
  it.each([301, 302, 303, 307, 308])('is not sent on to where a %i leads, and neither is its key', async (status) => {
    receiver.replyWith(status, { headers: { location: `${receiver.url}/elsewhere` } });
    expect(await deliver()).toMatchObject({
      status: 'rejected',
      message: expect.stringContaining('redirects are not followed'),
    });
    expect(receiver.requests.map(({ method }) => method)).toEqual(['POST', 'PUT']);
  });

  it('ends with the time of the attempt', async () => {
    receiver.hang();
    const timeout = new AbortController();
    const delivery = deliver(timeout.signal);
    await receiver.waitFor(2);
    timeout.abort(new Error('time is up'));
    await expect(delivery).rejects.toThrow('time is up');
  });

  it('reads the first 64 KiB of an answer, waits for no more, and closes the connection', async () => {
    const { url, closed } = await endless();
    const ctx = createTestContext({});
    onTestFinished(() => ctx.close());
    const { status, text } = await put(ctx.http, url, { json: {} });
    expect(status).toBe(200);
    expect(text).toBe('x'.repeat(65_536));
    await closed;
  });
});
