import { createHmac } from 'node:crypto';
import { EVENT_KINDS, type HeadwindEvent, payloadOf } from '@headwind/plugin-api';
import { attemptOf } from '@headwind/plugin-testkit/attempt';
import { eventOf } from '@headwind/plugin-testkit/events';
import { type ReceivedRequest, type Receiver, startReceiver } from '@headwind/plugin-testkit/receiver';
import { CloudEvent, HTTP } from 'cloudevents';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeHeaderValue } from '../src/header-value.js';
import { type OpenWebhook, openWebhook } from './webhook.js';

const SOURCE = 'https://example.com/clusters/eu-1';
const MODES = ['structured', 'binary'] as const;
const TRACE = { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', tracestate: 'a=1, b=%2' };

let receiver: Receiver;
let webhook: OpenWebhook;

beforeEach(async () => {
  receiver = await startReceiver();
});

afterEach(async () => {
  await webhook.ctx.close();
  await receiver.close();
});

async function open(
  mode: (typeof MODES)[number],
  config: { secrets?: string[]; headers?: Record<string, string> } = {},
) {
  webhook = await openWebhook({ url: receiver.url, cloudEvents: { mode, source: SOURCE }, ...config });
}

async function deliver(event: HeadwindEvent, number = 1): Promise<ReceivedRequest> {
  expect(await webhook.channel.deliver(event, attemptOf(event, { number }))).toMatchObject({ status: 'delivered' });
  return receiver.next();
}

/** As the official package reads the request, which it then finds nothing wrong with. */
function parsed({ headers, rawBody }: ReceivedRequest): CloudEvent<unknown> {
  const event = HTTP.toEvent({ headers, body: rawBody.toString() });
  if (!(event instanceof CloudEvent)) throw new Error('expected one CloudEvent');
  expect(event.validate()).toBe(true);
  return event;
}

describe.each(MODES)('a CloudEvent in %s mode', (mode) => {
  it.each(EVENT_KINDS)('is one to the official package: %s', async (kind) => {
    await open(mode);
    const event = eventOf(kind);
    const received = parsed(await deliver(event));
    expect(received).toMatchObject({
      specversion: '1.0',
      id: event.id,
      source: SOURCE,
      type: `sh.headwind.${kind}`,
      subject: 'production/nginx-deployment',
      datacontenttype: 'application/json',
      data: payloadOf(event),
    });
    expect(Date.parse(received.time ?? '')).toBe(Date.parse(event.time));
  });

  it('has the same id at every attempt', async () => {
    await open(mode);
    const event = eventOf('update_failed');
    const first = parsed(await deliver(event, 1));
    const second = parsed(await deliver(event, 2));
    expect(second).toEqual(first);
  });

  it('carries the trace of the event as an extension, and none where it has none', async () => {
    await open(mode);
    const event = { ...eventOf('update_failed'), trace: TRACE };
    const tracestate = mode === 'structured' ? TRACE.tracestate : 'a=1,%20b=%252';
    expect(parsed(await deliver(event))).toMatchObject({ ...TRACE, tracestate });
    expect(parsed(await deliver(eventOf('update_failed')))).not.toHaveProperty('traceparent');
  });

  it('is signed over the body that is sent, and has all the other headers', async () => {
    await open(mode, { secrets: ['s3cret-key'], headers: { 'x-team': 'platform' } });
    const event = eventOf('update_failed', { data: { errorMessage: 'ünï → 失敗 🚨 \u2028 \ud800' } });
    const { headers, rawBody } = await deliver(event);
    const signature = createHmac('sha256', 's3cret-key').update(rawBody).digest('hex');
    expect(headers).toMatchObject({
      'x-headwind-event': 'update_failed',
      'x-headwind-attempt': '1',
      'x-headwind-signature': `sha256=${signature}`,
      'webhook-id': `${event.id}/test`,
      'webhook-signature': expect.stringMatching(/^v1,/),
      'x-team': 'platform',
    });
  });
});

describe('the mode', () => {
  it('structured puts all of it into the body', async () => {
    await open('structured');
    const { headers } = await deliver(eventOf('update_completed'));
    expect(headers['content-type']).toBe('application/cloudevents+json');
    expect(Object.keys(headers).filter((name) => name.startsWith('ce-'))).toEqual([]);
  });

  it('binary leaves the body what it is without CloudEvents', async () => {
    await open('binary');
    const event = eventOf('update_completed');
    const { headers, rawBody } = await deliver(event);
    expect(headers['content-type']).toBe('application/json');
    expect(headers).not.toHaveProperty('ce-datacontenttype');
    expect(rawBody.toString()).toBe(JSON.stringify(payloadOf(event)));
  });
});

describe('an attribute in a header', () => {
  it("is encoded as the binding's example", () => {
    expect(encodeHeaderValue('Euro € 😀')).toBe('Euro%20%E2%82%AC%20%F0%9F%98%80');
  });

  it('is printable ASCII without spaces and quotes, and decodes to what it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const encoded = encodeHeaderValue(text);
        expect(encoded).toMatch(/^[\x21\x23-\x7e]*$/);
        expect(decodeURIComponent(encoded)).toBe(Buffer.from(text).toString());
      }),
    );
  });
});
