import { CodedError } from '@headwind/bus/coded-error';
import { BUS_STOPPING, QUEUE_FULL, QUEUE_UNAVAILABLE } from '@headwind/bus/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ask } from './documented-api.js';
import { OPERATOR_PAYLOAD, postAsOperator, type SCHEMES, signatureOf } from './operator-requests.js';
import { bodyOf, RawConnection } from './raw-connection.js';
import { postJson, problemOf, runServer } from './running-server.js';

const BODY = JSON.stringify(OPERATOR_PAYLOAD);
const SECRET = 'the operator’s secret';
const TOKENS = [{ token: 'publishing-token', role: 'publish' }] as const;

const server = { headwind: { secrets: ['former secret', SECRET], scheme: 'hmac' } } as const;
const legacyServer = { headwind: { ...server.headwind, scheme: 'legacy' } } as const;

function signed(scheme: (typeof SCHEMES)[number] = 'hmac', body: string | Uint8Array = BODY, secret = SECRET) {
  return { 'x-headwind-signature': signatureOf(scheme, secret, body) };
}

describe('POST /v1/headwind', () => {
  it('answers 202 with the derived id once the event is published, from the source headwind', async () => {
    const { url, intake } = await runServer({ server });
    const reply = await ask(url, 'POST', '/v1/headwind', { json: OPERATOR_PAYLOAD, headers: signed() });
    expect(reply.status).toBe(202);
    const id = expect.stringMatching(/^headwind-[0-9a-f]{32}$/);
    expect(await problemOf(reply)).toEqual({ events: [{ id, duplicate: false }] });
    expect(intake.sources).toEqual(['headwind']);
    expect(intake.published).toMatchObject([{ id, kind: 'update_failed', time: OPERATOR_PAYLOAD.timestamp }]);
  });

  it('takes a retry for the same event, and the same failure an hour later for another', async () => {
    const { url } = await runServer({ server });
    const later = JSON.stringify({ ...OPERATOR_PAYLOAD, timestamp: '2025-11-06T11:30:00.123456789Z' });
    const duplicates: unknown[] = [];
    for (const body of [BODY, BODY, later, later]) {
      const reply = await postAsOperator(url, body, signed('hmac', body));
      duplicates.push(JSON.parse(await reply.text()).events[0].duplicate);
    }
    expect(duplicates).toEqual([false, true, false, true]);
  });

  it('needs no token where it is signed', async () => {
    const { url } = await runServer({ server: { ...server, tokens: TOKENS } });
    expect((await postAsOperator(url, BODY, signed())).status).toBe(202);
    expect((await postJson(url, { ...OPERATOR_PAYLOAD })).status).toBe(401);
  });

  it.each([
    ['hmac', 'hmac', 202],
    ['hmac', 'legacy', 401],
    ['legacy', 'hmac', 202],
    ['legacy', 'legacy', 202],
  ] as const)('under the scheme %s answers to the scheme %s with %i', async (scheme, used, status) => {
    const { url, intake } = await runServer({ server: { headwind: { ...server.headwind, scheme } } });
    expect((await postAsOperator(url, BODY, signed(used))).status).toBe(status);
    expect(intake.published).toHaveLength(status === 202 ? 1 : 0);
  });

  it('takes every secret there is, and new ones while the server runs', async () => {
    const { url, signatures } = await runServer({ server });
    const statusWith = async (secret: string) => (await postAsOperator(url, BODY, signed('hmac', BODY, secret))).status;
    expect([await statusWith('former secret'), await statusWith(SECRET), await statusWith('next')]).toEqual([
      202, 202, 401,
    ]);
    signatures.replace({ secrets: [SECRET, 'next'], scheme: 'hmac' });
    expect([await statusWith('former secret'), await statusWith(SECRET), await statusWith('next')]).toEqual([
      401, 202, 202,
    ]);
  });

  it('is signed over the bytes that came, whatever they look like as JSON', async () => {
    const { url } = await runServer({ server });
    const spaced = `\n${JSON.stringify(OPERATOR_PAYLOAD, null, 4)}\n`;
    expect((await postAsOperator(url, spaced, signed('hmac', spaced))).status).toBe(202);
    expect((await postAsOperator(url, spaced, signed('hmac', BODY))).status).toBe(401);
  });
});

describe('POST /v1/headwind refuses with 401 and stores nothing', () => {
  it.each([
    ['a changed byte', BODY.replace('1.26.0', '1.26.1'), signed(), 'SIGNATURE_INVALID', 'with none of the secrets'],
    ['a body that is no JSON', '{', signed(), 'SIGNATURE_INVALID', 'with none of the secrets'],
    ['another secret', BODY, signed('hmac', BODY, 'guess'), 'SIGNATURE_INVALID', 'with none of the secrets'],
    ['another secret, legacy', BODY, signed('legacy', BODY, 'guess'), 'SIGNATURE_INVALID', 'with none of the secrets'],
    ['no signature', BODY, {}, 'SIGNATURE_MISSING', 'is not signed'],
    ['a token in its place', BODY, { authorization: 'Bearer publishing-token' }, 'SIGNATURE_MISSING', 'WEBHOOK_SECRET'],
    ['a signature that is none', BODY, { 'x-headwind-signature': 'sha256=x' }, 'SIGNATURE_INVALID', '64 hex digits'],
  ])('%s', async (_name, body, headers, code, found) => {
    const { url, intake } = await runServer({ server: { ...server, tokens: TOKENS } });
    const reply = await postAsOperator(url, body, headers);
    expect(reply.status).toBe(401);
    expect(reply.headers.get('www-authenticate')).toBe('X-Headwind-Signature');
    const problem = await problemOf(reply);
    expect(problem.code).toBe(code);
    expect(problem.detail).toContain(found);
    expect(problem.detail).not.toMatch(/legacy|scheme/);
    expect(JSON.stringify(problem)).not.toContain(SECRET);
    expect(intake.published).toEqual([]);
  });

  it('today’s operator where only true HMAC is taken, and says how to take it', async () => {
    const { url, intake } = await runServer({ server });
    const reply = await ask(url, 'POST', '/v1/headwind', { json: OPERATOR_PAYLOAD, headers: signed('legacy') });
    const { code, detail } = await problemOf(reply);
    expect([reply.status, code]).toEqual([401, 'SIGNATURE_INVALID']);
    expect(detail).toContain('The secret is right');
    expect(detail).toContain('server.headwind.scheme: legacy');
    expect(intake.published).toEqual([]);
  });

  it('what has no signature, before its body is read', async () => {
    const { port, intake } = await runServer({ server });
    const connection = await RawConnection.to(port);
    const head = ['POST /v1/headwind HTTP/1.1', 'host: x', 'content-type: application/json', 'content-length: 900000'];
    connection.send(`${head.join('\r\n')}\r\nconnection: close\r\n\r\n`);
    await expect.poll(() => connection.received).toContain('SIGNATURE_MISSING');
    expect(bodyOf(connection.received)).toMatchObject({ status: 401 });
    expect(intake.published).toEqual([]);
  });
});

describe('what somebody appended to a body whose legacy signature they saw', () => {
  it('is refused, although SHA-256 lets them sign it without the secret', async () => {
    const { url, intake } = await runServer({ server: legacyServer });
    const seen = Buffer.from(BODY);
    const length = Buffer.byteLength(SECRET) + seen.length;
    // The padding of FIPS 180-4, section 5.1.1: what a hash that is gone on with must have in its middle.
    const padding = Buffer.alloc(64 - ((length + 8) % 64) + 8);
    padding[0] = 0x80;
    padding.writeBigUInt64BE(BigInt(length) * 8n, padding.length - 8);
    const forged = new Uint8Array(Buffer.concat([seen, padding, Buffer.from(',"event":"update_completed"}')]));
    const reply = await postAsOperator(url, forged, signed('legacy', forged));
    expect(await problemOf(reply)).toMatchObject({ status: 400, code: 'REQUEST_MALFORMED' });
    expect(intake.published).toEqual([]);
  });
});

describe('without secrets, POST /v1/headwind', () => {
  it('needs what publishing needs: on loopback without tokens nothing', async () => {
    const { url } = await runServer();
    expect((await postAsOperator(url, BODY)).status).toBe(202);
    expect((await postAsOperator(url, BODY, signed())).status).toBe(202);
  });

  it('needs a token where there are tokens', async () => {
    const { url } = await runServer({ server: { tokens: TOKENS } });
    expect(await problemOf(await postAsOperator(url, BODY))).toMatchObject({ status: 401, code: 'UNAUTHORIZED' });
    const headers = { authorization: 'Bearer publishing-token' };
    expect((await postAsOperator(url, BODY, headers)).status).toBe(202);
    expect((await postAsOperator(url, BODY, { ...headers, ...signed() })).status).toBe(202);
  });

  it('tells an operator that signs that the host lacks its secret', async () => {
    const { url, intake } = await runServer({ server: { tokens: TOKENS } });
    const { status, code, detail } = await problemOf(await postAsOperator(url, BODY, signed()));
    expect([status, code]).toEqual([401, 'UNAUTHORIZED']);
    expect(detail).toContain('HEADWIND_WEBHOOK_SECRET');
    expect(intake.published).toEqual([]);
  });
});

describe('POST /v1/headwind refuses a wrong body and stores nothing', () => {
  it.each([
    ['an array', 422, 'EVENT_INVALID', `[${BODY}]`],
    ['no time', 422, 'EVENT_INVALID', JSON.stringify({ ...OPERATOR_PAYLOAD, timestamp: undefined })],
    ['no JSON', 400, 'REQUEST_MALFORMED', '{"event":'],
    ['nothing', 400, 'REQUEST_MALFORMED', ''],
    ['a key `__proto__`', 400, 'REQUEST_MALFORMED', BODY.replace('{', '{"__proto__":{},')],
    ['too much', 413, 'BODY_TOO_LARGE', ' '.repeat(2 * 1024 * 1024)],
  ])('%s', async (_name, status, code, body) => {
    const { url, intake } = await runServer({ server });
    expect(await problemOf(await postAsOperator(url, body, signed('hmac', body)))).toMatchObject({ status, code });
    expect(intake.published).toEqual([]);
  });

  it('what is not declared to be JSON in UTF-8', async () => {
    const { url } = await runServer({ server });
    for (const headers of [{ 'content-type': 'text/plain' }, { 'content-encoding': 'gzip' }]) {
      expect((await postAsOperator(url, BODY, { ...signed(), ...headers })).status).toBe(415);
    }
  });

  it('with every field that is wrong', async () => {
    const { url } = await runServer({ server });
    const body = JSON.stringify({ event: 'update_done', deployment: { ...OPERATOR_PAYLOAD.deployment, name: '' } });
    const reply = await postAsOperator(url, body, signed('hmac', body));
    expect(reply.status).toBe(422);
    const { errors = [] } = await problemOf(reply);
    expect(errors.map(({ pointer }) => pointer)).toEqual(['/event', '/deployment/name', '/timestamp']);
  });

  it.each([
    { entry: QUEUE_FULL, status: 429 },
    { entry: QUEUE_UNAVAILABLE, status: 503 },
    { entry: BUS_STOPPING, status: 503 },
  ])('with $entry.code, so that the operator tries again', async ({ entry, status }) => {
    const { url, intake } = await runServer({ server });
    intake.refusal = new CodedError(entry, 'Not now.');
    expect((await postAsOperator(url, BODY, signed())).status).toBe(status);
    intake.refusal = undefined;
    expect((await postAsOperator(url, BODY, signed())).status).toBe(202);
  });

  it('whatever it is, with a 4xx and never an error of the host', async () => {
    const { url, log } = await runServer({ server });
    const field = fc.constantFrom(
      ...Object.keys(OPERATOR_PAYLOAD),
      'policy',
      'approvedBy',
      'metadata',
      'uiUrl',
      'unknown',
    );
    const changed = fc
      .tuple(field, fc.jsonValue({ maxDepth: 3 }))
      .map(([name, value]) => JSON.stringify({ ...OPERATOR_PAYLOAD, [name]: value }));
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.json({ maxDepth: 6 }), fc.string(), changed), async (body) => {
        const reply = await postAsOperator(url, body, signed('hmac', body));
        expect([202, 400, 422]).toContain(reply.status);
      }),
      { numRuns: 300 },
    );
    expect(log.lines).toEqual([]);
  });

  it('nested as deeply as the limit allows, or passes the field over where it is unknown', async () => {
    const { url } = await runServer({ server });
    const deep = '['.repeat(250_000) + ']'.repeat(250_000);
    const statusOf = async (body: string) => (await postAsOperator(url, body, signed('hmac', body))).status;
    expect(await statusOf(deep)).toBe(422);
    expect(await statusOf(BODY.replace('{', `{"policy":${deep},`))).toBe(422);
    expect(await statusOf(BODY.replace('{', `{"metadata":{"":${deep}},`))).toBe(422);
    expect(await statusOf(BODY.replace('{', `{"unknown":${deep},`))).toBe(202);
  });
});
