import { describe, expect, it, vi } from 'vitest';
import { ask } from '../documented-api.js';
import { runServer } from '../running-server.js';

const TOKENS = { tokens: [{ token: 'publishing-token', role: 'publish' }] } as const;

describe('the validation handshake', () => {
  it('grants whoever asks, at any rate, without a token', async () => {
    const { url, intake } = await runServer({ server: TOKENS });
    const headers = { 'webhook-request-origin': 'eventemitter.example.com', 'webhook-request-rate': '120' };
    const reply = await ask(url, 'OPTIONS', '/v1/events', { headers });
    expect(reply.status).toBe(200);
    expect(reply.headers.get('webhook-allowed-origin')).toBe('eventemitter.example.com');
    expect(reply.headers.get('webhook-allowed-rate')).toBe('*');
    expect(reply.headers.get('allow')).toBe('POST, OPTIONS');
    expect(intake.sources).toEqual([]);
  });

  it('says the rate unasked as well', async () => {
    const { url } = await runServer();
    const headers = { 'webhook-request-origin': 'eventemitter.example.com' };
    const reply = await ask(url, 'OPTIONS', '/v1/events', { headers });
    expect(reply.headers.get('webhook-allowed-rate')).toBe('*');
  });

  it('calls no address that it is given', async () => {
    const { url, log } = await runServer();
    const elsewhere = await runServer();
    const asked = vi.spyOn(elsewhere.intake, 'publish');
    const headers = {
      'webhook-request-origin': 'eventemitter.example.com',
      'webhook-request-callback': `${elsewhere.url}/v1/events`,
    };
    expect((await ask(url, 'OPTIONS', '/v1/events', { headers })).status).toBe(200);
    expect(asked).not.toHaveBeenCalled();
    expect(log.lines).toEqual([]);
  });

  it('does not take place where nobody asks, who is told only what the path answers', async () => {
    const { url } = await runServer({ server: TOKENS });
    const reply = await ask(url, 'OPTIONS', '/v1/events');
    expect(reply.status).toBe(204);
    expect(reply.headers.get('allow')).toBe('POST, OPTIONS');
    expect(reply.headers.has('webhook-allowed-origin')).toBe(false);
    expect(reply.headers.has('webhook-allowed-rate')).toBe(false);
  });

  it('allows no web page of another origin anything', async () => {
    const { url } = await runServer();
    const headers = { origin: 'https://example.com', 'access-control-request-method': 'POST' };
    const reply = await ask(url, 'OPTIONS', '/v1/events', { headers });
    expect(reply.headers.has('access-control-allow-origin')).toBe(false);
  });

  it('saves nobody the token when it comes to publishing', async () => {
    const { url } = await runServer({ server: TOKENS });
    const headers = { 'webhook-request-origin': 'eventemitter.example.com' };
    expect((await ask(url, 'POST', '/v1/events', { json: {}, headers })).status).toBe(401);
  });
});
