import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KubernetesApi } from './kubernetes-api.js';
import { updateRequest } from './kubernetes-api-objects.js';

const REQUESTS = '/apis/headwind.sh/v1alpha1/updaterequests';
const IN_STAGING = '/apis/headwind.sh/v1alpha1/namespaces/staging/updaterequests';

let api: KubernetesApi;

beforeEach(async () => {
  api = await KubernetesApi.start();
});

afterEach(() => api.close());

async function open(path: string, token = api.token): Promise<IncomingMessage> {
  const request = get(`${api.url}${path}`, { ca: api.authority, headers: { authorization: `Bearer ${token}` } });
  const [response] = await once(request, 'response');
  return response;
}

async function ask(path: string, token?: string) {
  const response = await open(path, token);
  const body = await text(response);
  return { status: response.statusCode, body: body.startsWith('{') ? JSON.parse(body) : body };
}

/** The next events of a watch; undefined once it has ended. */
async function watch(query: string, path = REQUESTS) {
  const response = await open(`${path}?watch=true&${query}`);
  const lines = createInterface(response)[Symbol.asyncIterator]();
  return async () => {
    const { value } = await lines.next();
    return value === undefined ? undefined : JSON.parse(value);
  };
}

function put(uid: string, namespace = 'production'): number {
  return Number(api.store.put('updaterequests', updateRequest({ uid, namespace })).metadata.resourceVersion);
}

describe('the stand-in for an API server', () => {
  it('is trusted by those alone who have its certificate, and lets in those who have its token', async () => {
    await expect(once(get(`${api.url}${REQUESTS}`), 'response')).rejects.toThrow(/certificate/);
    expect(await ask(REQUESTS, 'another')).toMatchObject({
      status: 401,
      body: { kind: 'Status', reason: 'Unauthorized' },
    });
    expect(await ask(REQUESTS)).toMatchObject({ status: 200, body: { kind: 'List', items: [] } });
  });

  it('lists page by page, as of one moment', async () => {
    for (const uid of ['a', 'b', 'c']) put(uid);
    const first = await ask(`${REQUESTS}?limit=2`);
    put('d');
    const second = await ask(`${REQUESTS}?limit=2&continue=${encodeURIComponent(first.body.metadata.continue)}`);
    expect([...first.body.items, ...second.body.items].map(({ metadata }) => metadata.uid)).toEqual(['a', 'b', 'c']);
    expect(second.body.metadata).toEqual({ resourceVersion: first.body.metadata.resourceVersion });
  });

  it('answers 410 to a page of a moment that it forgot', async () => {
    for (const uid of ['a', 'b']) put(uid);
    const { body } = await ask(`${REQUESTS}?limit=1`);
    api.store.compact();
    const late = await ask(`${REQUESTS}?limit=1&continue=${encodeURIComponent(body.metadata.continue)}`);
    expect(late).toMatchObject({ status: 410, body: { reason: 'Expired', code: 410 } });
  });

  it('sends what happened since a version, then what happens, of one namespace where one is named', async () => {
    const version = put('a');
    put('b', 'staging');
    const all = await watch(`resourceVersion=${version}`);
    const staging = await watch(`resourceVersion=${version}`, IN_STAGING);
    expect(await all()).toMatchObject({ type: 'ADDED', object: { metadata: { uid: 'b' } } });
    put('a');
    api.store.delete('updaterequests', updateRequest({ uid: 'b', namespace: 'staging' }));
    expect(await all()).toMatchObject({ type: 'MODIFIED', object: { metadata: { uid: 'a' } } });
    expect(await all()).toMatchObject({ type: 'DELETED', object: { metadata: { uid: 'b' } } });
    expect([await staging(), await staging()]).toMatchObject([{ type: 'ADDED' }, { type: 'DELETED' }]);
  });

  it('sends bookmarks to those who asked for them', async () => {
    const version = put('a');
    const asked = await watch(`resourceVersion=${version}&allowWatchBookmarks=true`);
    const plain = await watch(`resourceVersion=${version}`);
    api.watches.bookmark();
    put('b');
    expect(await asked()).toMatchObject({
      type: 'BOOKMARK',
      object: { metadata: { resourceVersion: String(version) } },
    });
    expect(await plain()).toMatchObject({ type: 'ADDED' });
  });

  it('says that a version is too old, by the status or in the stream, or too large', async () => {
    const version = put('a');
    api.store.compact();
    const path = `${REQUESTS}?watch=true&resourceVersion=${version}`;
    expect(await ask(path)).toMatchObject({ status: 410, body: { reason: 'Expired' } });
    api.goneInStream = true;
    expect(await ask(path)).toMatchObject({ status: 200, body: { type: 'ERROR', object: { code: 410 } } });
    expect(await ask(`${REQUESTS}?watch=true&resourceVersion=999999`)).toMatchObject({
      status: 504,
      body: { message: expect.stringContaining('Too large resource version') },
    });
  });

  it('forbids by verb, resource and namespace', async () => {
    api.forbidden = [{ verb: 'list', plural: 'updaterequests', namespace: 'staging' }];
    expect(await ask(IN_STAGING)).toMatchObject({
      status: 403,
      body: { reason: 'Forbidden', message: expect.stringContaining('cannot list resource "updaterequests"') },
    });
    expect(await ask(REQUESTS)).toMatchObject({ status: 200 });
  });

  it('knows no custom resource that is not installed, nor anything else', async () => {
    api.hasUpdateRequests = false;
    expect(await ask(REQUESTS)).toEqual({ status: 404, body: '404 page not found\n' });
    expect(await ask('/apis/apps/v1/replicasets')).toMatchObject({ status: 404 });
  });

  it('breaks watches off in the middle of an event, and keeps what it has through a restart', async () => {
    const version = put('a');
    const response = await open(`${REQUESTS}?watch=true&resourceVersion=${version}`);
    const read = text(response);
    api.watches.drop();
    await expect(read).rejects.toThrow('aborted');
    const { url } = api;
    await api.close();
    await api.listen();
    expect(api.url).toBe(url);
    expect((await ask(REQUESTS)).body.items).toHaveLength(1);
  });
});
