import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PagerDutyStandIn, startPagerDuty } from './pagerduty.js';

const KEY = '0123456789abcdef0123456789ABCDEF';

const PAYLOAD = { summary: 'down', source: 'production/nginx', severity: 'error' };
const TRIGGER = { routing_key: KEY, event_action: 'trigger', dedup_key: 'k', payload: PAYLOAD };
const RESOLVE = { routing_key: KEY, event_action: 'resolve', dedup_key: 'k' };
const CHANGE = { routing_key: KEY, payload: { summary: 'done' } };

let pagerDuty: PagerDutyStandIn;

beforeEach(async () => {
  pagerDuty = await startPagerDuty(KEY);
});

afterEach(() => pagerDuty.close());

function post(body: unknown, path = '/v2/enqueue', type = 'application/json'): Promise<Response> {
  return fetch(`${pagerDuty.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

describe('the stand-in for PagerDuty', () => {
  it('accepts what the documentation allows', async () => {
    const answer = await post(TRIGGER);
    expect(answer.status).toBe(202);
    expect(await answer.json()).toEqual({ status: 'success', message: 'Event processed', dedup_key: 'k' });
    expect((await post(CHANGE, '/v2/change/enqueue')).status).toBe(202);
    expect(pagerDuty.accepted).toHaveLength(2);
  });

  it.each([
    [{ routing_key: undefined }, "'routing_key' is missing or blank"],
    [{ routing_key: KEY.slice(1) }, "Length of 'routing_key' is incorrect (should be 32 characters)"],
    [{ routing_key: KEY.replace('0', '-') }, "'routing_key' cannot contain non-alphanumeric characters."],
    [{ routing_key: KEY.toLowerCase() }, 'Invalid routing key'],
    [{ event_action: 'open' }, "'event_action' must be one of"],
    [{ dedup_key: 'x'.repeat(256) }, "'dedup_key' is too long"],
    [{ payload: undefined }, "'payload.summary' is missing or blank"],
    [{ payload: { ...PAYLOAD, summary: 'x'.repeat(1_025) } }, "'payload.summary' is too long"],
    [{ payload: { ...PAYLOAD, source: ' ' } }, "'payload.source' is missing or blank"],
    [{ payload: { ...PAYLOAD, severity: 'fatal' } }, "'payload.severity' must be one of"],
    [{ payload: { ...PAYLOAD, timestamp: 'yesterday' } }, "'payload.timestamp' is not a valid timestamp"],
    [{ payload: { ...PAYLOAD, custom_details: [] } }, "'payload.custom_details' must be an object"],
    [{ links: [{ text: 'x' }] }, "'links.href' is not a valid URL"],
    [{ client_url: 'javascript:alert(1)' }, "'client_url' is not a valid URL"],
  ])('refuses %j', async (fault, error) => {
    const answer = await post({ ...TRIGGER, ...fault });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      status: 'invalid event',
      errors: expect.arrayContaining([expect.stringContaining(error)]),
    });
    expect(pagerDuty.accepted).toEqual([]);
  });

  it.each([
    ['{', '/v2/enqueue', 'application/json', 400],
    ['[]', '/v2/enqueue', 'application/json', 400],
    [TRIGGER, '/v2/enqueue', 'text/plain', 400],
    [TRIGGER, '/', 'application/json', 404],
    [{ ...TRIGGER, client: 'x'.repeat(512 * 1_024) }, '/v2/enqueue', 'application/json', 413],
  ])('refuses %.40j at %s as %s with %i', async (body, path, type, status) => {
    expect((await post(body, path, type)).status).toBe(status);
  });

  it('opens an incident once, drops a resolve without one, and opens another after a resolve', async () => {
    for (const body of [RESOLVE, TRIGGER, TRIGGER, RESOLVE, TRIGGER]) await post(body);
    expect(pagerDuty.incidents('k')).toEqual(['resolved', 'triggered']);
  });

  it('notices a request that comes before its hint is over', async () => {
    pagerDuty.failNext({ status: 429, retryAfter: 60 });
    const answer = await post(TRIGGER);
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe('60');
    expect(pagerDuty.violations).toEqual([]);
    await post(TRIGGER);
    expect(pagerDuty.violations).toEqual([expect.stringMatching(/^POST \/v2\/enqueue came \d+ ms too early$/)]);
  });
});
