import { EVENT_KINDS } from '@headwind/plugin-api';
import { EXAMPLE_PAYLOAD } from '@headwind/plugin-testkit/events';
import { CloudEvent, HTTP, type Message } from 'cloudevents';
import { describe, expect, it } from 'vitest';
import { post, problemOf, runServer } from '../running-server.js';
import { BATCH, DATA } from './cloud-events.js';

function cloudEvent(type = 'sh.headwind.update_completed', id = '4711') {
  return new CloudEvent({
    id,
    type,
    source: '/ci/pipelines/7',
    time: '2025-11-06T11:00:00.000Z',
    subject: 'production/nginx',
    dataschema: 'https://example.com/schemas/update.json',
    datacontenttype: 'application/json',
    team: 'platform',
    attempt: 3,
    data: DATA,
  });
}

/** Whatever the package calls a message, as it goes over the wire. */
function send(url: string, { headers, body }: Message): Promise<Response> {
  const texts = Object.entries(headers).map(([name, value]) => [name, String(value)]);
  return post(url, String(body), Object.fromEntries(texts));
}

const PUBLISHED = {
  kind: 'update_completed',
  time: EXAMPLE_PAYLOAD.timestamp,
  workload: { namespace: 'production', name: 'nginx' },
  data: {
    currentImage: 'nginx:1.25.0',
    newImage: 'nginx:1.26.0',
    container: 'nginx',
    policy: 'minor',
    requiresApproval: true,
    updateRequestName: 'nginx-update-1-26-0',
    metadata: {
      'cloudevents-source': '/ci/pipelines/7',
      'cloudevents-id': '4711',
      'cloudevents-subject': 'production/nginx',
      'cloudevents-dataschema': 'https://example.com/schemas/update.json',
      'cloudevents-time': '2025-11-06T11:00:00.000Z',
      'cloudevents-team': 'platform',
      'cloudevents-attempt': '3',
    },
  },
};

describe('an event of the official package is published', () => {
  it.each(['structured', 'binary'] as const)('in %s mode, with nothing of it lost', async (mode) => {
    const { url, intake } = await runServer();
    const reply = await send(url, HTTP[mode](cloudEvent()));
    expect(reply.status).toBe(202);
    expect(await problemOf(reply)).toEqual({
      events: [{ id: expect.stringMatching(/^ce-[\da-f]{64}$/), duplicate: false }],
    });
    expect(intake.published).toEqual([{ ...PUBLISHED, id: expect.stringMatching(/^ce-/) }]);
  });

  it('in a batch, in its order', async () => {
    const { url, intake } = await runServer();
    const events = EVENT_KINDS.map((kind) => cloudEvent(`sh.headwind.${kind}`, kind));
    const reply = await post(url, JSON.stringify(events), { 'content-type': BATCH });
    expect(reply.status).toBe(202);
    expect(intake.published.map(({ kind }) => kind)).toEqual(EVENT_KINDS);
    expect(intake.sources).toEqual(['api']);
  });

  it('in each mode under the same id, so that it is stored once', async () => {
    const { url } = await runServer();
    const event = cloudEvent();
    const replies = [
      await send(url, HTTP.structured(event)),
      await send(url, HTTP.binary(event)),
      await post(url, JSON.stringify([event]), { 'content-type': BATCH }),
    ];
    const receipts = await Promise.all(replies.map(async (reply) => JSON.parse(await reply.text()).events[0]));
    expect(new Set(receipts.map(({ id }) => id)).size).toBe(1);
    expect(receipts.map(({ duplicate }) => duplicate)).toEqual([false, true, true]);
  });

  it('with its data as bytes', async () => {
    const { url, intake } = await runServer();
    const event = cloudEvent().cloneWith({ data: new Uint8Array(Buffer.from(JSON.stringify(DATA))) });
    expect((await send(url, HTTP.structured(event))).status).toBe(202);
    expect(intake.published).toMatchObject([{ kind: 'update_completed', workload: PUBLISHED.workload }]);
  });
});
