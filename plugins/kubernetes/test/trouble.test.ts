import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ApiError, apiErrorOf, needsNewList } from '../src/api-error.js';
import { ApiServer } from '../src/api-server.js';
import { loadCluster } from '../src/cluster.js';
import { listPages } from '../src/list-pages.js';
import { updateRequests } from '../src/resource.js';
import { type Asked, troubleOf } from '../src/trouble.js';
import { fileWith } from './kubeconfig-file.js';
import { QUICK } from './watched-cluster.js';

const resource = updateRequests(undefined);
const ASKED: Asked = { verb: 'list', resource, namespace: 'production', address: '10.0.0.1:443' };

describe('what is said of trouble', () => {
  it.each([
    [401, 'does not accept the credentials (HTTP 401)'],
    [403, 'missing permission: list updaterequests.headwind.sh in namespace production. Grant it with a Role'],
    [404, 'updaterequests.headwind.sh/v1alpha1 is not installed'],
    [429, 'HTTP 429 from the API server: slow down'],
    [503, 'HTTP 503 from the API server: slow down'],
  ])('names what is missing: %i', (status, text) => {
    expect(troubleOf(new ApiError(status, '', 'slow down'), ASKED)).toContain(text);
  });

  it('asks for a ClusterRole, or for namespaces, where all of them are watched', () => {
    expect(troubleOf(new ApiError(403, 'Forbidden', ''), { ...ASKED, verb: 'watch', namespace: undefined })).toMatch(
      /watch updaterequests\.headwind\.sh in all namespaces\. Grant it with a ClusterRole .* or name the namespaces/,
    );
  });

  it('is short and on one line, whatever the other side says', () => {
    expect(troubleOf(new ApiError(500, '', `a\nb${'x'.repeat(10_000)}`), ASKED).length).toBeLessThan(500);
    expect(troubleOf(new ApiError(500, '', 'a\nb'), ASKED)).not.toContain('\n');
  });

  it('is of the network no more than the code, and of the API server no more than host and port', () => {
    const refused = Object.assign(new Error('connect https://jane:SEKRET@10.0.0.1'), { code: 'ECONNREFUSED' });
    expect(troubleOf(refused, ASKED)).toMatch(/no usable answer from the API server at 10\.0\.0\.1:443: ECONNREFUSED$/);
    for (const error of [undefined, 'SEKRET', new Error('SEKRET'), Object.assign(new Error(), { code: 'SEK ret' })]) {
      expect(troubleOf(error, { ...ASKED, address: undefined })).toMatch(
        /no usable answer from the API server of the kubeconfig: the request failed$/,
      );
    }
  });
});

describe('an answer of the API server', () => {
  it('that is a Status says why, and anything else has the status of HTTP alone', () => {
    expect(apiErrorOf({ code: 410, reason: 'Expired', message: 'too old' })).toMatchObject({
      status: 410,
      reason: 'Expired',
    });
    expect(apiErrorOf('<html>', 502)).toMatchObject({ status: 502, message: '' });
  });

  it('needs a new list where the version cannot be gone on from, and nowhere else', () => {
    const errors = [
      new ApiError(410, 'Expired', ''),
      new ApiError(400, '', 'invalid resource version'),
      new ApiError(504, 'Timeout', 'Too large resource version: 9, current: 7'),
      new ApiError(504, 'Timeout', 'timed out'),
      new ApiError(403, 'Forbidden', ''),
      new Error('ECONNRESET'),
    ];
    expect(errors.map(needsNewList)).toEqual([true, true, true, false, false, false]);
  });

  it.each([
    ['<html>sign in</html>', 'it is no JSON'],
    ['{"user":"unknown"}', 'it is no list'],
  ])('of something else is told from one of a cluster: %s', async (body, message) => {
    const server = createServer((_, response) => void response.end(body));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const kubeconfig = await fileWith(
      JSON.stringify({
        clusters: [{ name: 'c', cluster: { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true } }],
        users: [{ name: 'u', user: { token: 't' } }],
        contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
        'current-context': 'x',
      }),
    );
    const api = new ApiServer(loadCluster({ kubeconfig }, { env: {} }));
    await expect(listPages(api, '/', resource, QUICK, new AbortController().signal)).rejects.toThrow(message);
  });
});
