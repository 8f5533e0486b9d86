import { EVENT_KINDS, type HeadwindEvent, payloadOf } from '@headwind/plugin-api';
import { eventOf } from '@headwind/plugin-testkit/events';
import type { ReceivedRequest } from '@headwind/plugin-testkit/receiver';
import { CloudEvent, HTTP } from 'cloudevents';
import { describe, expect, it } from 'vitest';
import { post } from '../support/events.js';
import { testFolder } from '../support/folder.js';
import { testReceiver } from '../support/receiver.js';
import { runConfiguredHost } from '../support/run-host.js';

const TRACEPARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

/** The address of a host with one webhook. */
async function hostFor(url: string, cloudEvents = ''): Promise<string> {
  const yaml = `plugins: { next: { use: webhook, config: { url: "${url}"${cloudEvents} } } }\n`;
  return (await runConfiguredHost(await testFolder(), yaml)).listening();
}

/** The payload that arrived, and what of its metadata attributes were made into. */
function taken({ rawBody }: ReceivedRequest) {
  const { metadata, ...payload } = JSON.parse(rawBody.toString());
  const entries = Object.entries<string>(metadata);
  const isAttribute = ([key]: [string, string]): boolean => /^cloudevents-[a-z0-9]+$/.test(key);
  return {
    payload,
    attributes: Object.fromEntries(entries.filter(isAttribute)),
    own: Object.fromEntries(entries.filter((entry) => !isAttribute(entry))),
  };
}

describe.each(['structured', 'binary'])('what one host sends as CloudEvents in %s mode', (mode) => {
  it('another one takes, with the same kind, workload and data', async () => {
    const receiver = await testReceiver();
    const second = await hostFor(receiver.url);
    const first = await hostFor(`${second}/v1/events`, `, cloudEvents: { mode: ${mode}, source: /first }`);
    const events: HeadwindEvent[] = EVENT_KINDS.map((kind) =>
      eventOf(kind, { data: { metadata: { team: 'größer' } } }),
    );
    for (const event of events) {
      expect((await post(first, { id: event.id, ...payloadOf(event) })).status).toBe(202);
      // One workload's events come in their order.
      const { payload, attributes, own } = taken(await receiver.next());
      const { metadata, ...sent } = payloadOf(event);
      expect(payload).toEqual(sent);
      expect(own).toEqual(metadata);
      expect(attributes).toEqual({
        'cloudevents-id': event.id,
        'cloudevents-source': '/first',
        'cloudevents-subject': 'production/nginx-deployment',
      });
    }
  });

  it('keeps the trace and the attributes that came in with a CloudEvent', async () => {
    const receiver = await testReceiver();
    const host = await hostFor(receiver.url, `, cloudEvents: { mode: ${mode} }`);
    const sent = new CloudEvent({
      source: '/ci',
      type: 'sh.headwind.update_failed',
      traceparent: TRACEPARENT,
      team: 'platform',
      data: payloadOf(eventOf('update_failed')),
    });
    const { headers, body } = HTTP.structured(sent);
    expect((await post(host, body, { 'content-type': String(headers['content-type']) })).status).toBe(202);
    const { headers: received, rawBody } = await receiver.next();
    expect(HTTP.toEvent({ headers: received, body: rawBody.toString() })).toMatchObject({
      id: expect.stringMatching(/^ce-[\da-f]{64}$/),
      type: 'sh.headwind.update_failed',
      traceparent: TRACEPARENT,
      data: { metadata: { 'cloudevents-team': 'platform', 'cloudevents-source': '/ci', 'cloudevents-id': sent.id } },
    });
  });
});
