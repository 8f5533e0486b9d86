import { beforeEach, describe, expect, it } from 'vitest';
import { type Phase, rolledBack, updateRequest, workload } from '../../../test/stand-ins/kubernetes-api-objects.js';
import { KubernetesStore } from '../../../test/stand-ins/kubernetes-api-store.js';
import { eventually } from './eventually.js';
import { QUICK, WatchedCluster } from './watched-cluster.js';

let cluster: WatchedCluster;

beforeEach(async () => {
  cluster = await WatchedCluster.make();
});

const RESOURCES = ['updaterequests', 'deployments', 'statefulsets', 'daemonsets'];

/** Watches, once every watch is open. */
async function watching(config?: object, limits?: typeof QUICK): Promise<void> {
  await cluster.watch(config, limits);
  await open();
}

async function open(): Promise<void> {
  await eventually(() => expect(RESOURCES.map((each) => cluster.api.watches.count(each))).toEqual([1, 1, 1, 1]));
}

async function published(...ids: string[]): Promise<void> {
  await eventually(() => expect(cluster.ids).toEqual(ids));
}

function put(uid: string, phase?: Phase, status?: object): void {
  cluster.api.store.put('updaterequests', updateRequest({ uid }, phase, status));
}

describe('a cluster that is watched', () => {
  it('has each phase of an update request announced as it comes', async () => {
    await watching();
    put('a');
    await published('a:pending');
    put('a', 'Approved', { approvedBy: 'jane' });
    await published('a:pending', 'a:approved');
    put('a', 'Completed', { approvedBy: 'jane' });
    await published('a:pending', 'a:approved', 'a:completed');
  });

  it('has both rollback events of an entry announced, for every kind of workload', async () => {
    await watching();
    cluster.api.store.put('deployments', workload({ uid: 'd' }, rolledBack()));
    cluster.api.store.put('statefulsets', workload({ uid: 's' }, rolledBack(), 'StatefulSet'));
    cluster.api.store.put('daemonsets', workload({ uid: 't' }, rolledBack(), 'DaemonSet'));
    await eventually(() => expect(cluster.published).toHaveLength(6));
    for (const [uid, kind] of Object.entries({ d: 'Deployment', s: 'StatefulSet', t: 'DaemonSet' })) {
      expect(cluster.published.filter((event) => event.workload.kind === kind).map(({ id }) => id)).toEqual([
        `${uid}:rollback_triggered:nginx:2025-11-06T10:40:00Z`,
        `${uid}:rollback_completed:nginx:2025-11-06T10:40:00Z`,
      ]);
    }
  });

  it('is asked with nothing but list and watch', async () => {
    await watching();
    expect(new Set(cluster.api.requests.map(({ method }) => method))).toEqual(new Set(['GET']));
    expect(cluster.api.requests.filter(({ verb }) => verb === 'watch').map(({ query }) => query)).toEqual(
      RESOURCES.map(() =>
        expect.objectContaining({ allowWatchBookmarks: 'true', resourceVersion: expect.any(String) }),
      ),
    );
  });

  it('is watched in the namespaces that are named, and no others', async () => {
    cluster.api.forbidden = [{ verb: 'list', plural: 'updaterequests', namespace: 'other' }];
    await cluster.watch({ namespaces: ['production', 'staging'], rollbacks: false });
    await eventually(() => expect(cluster.api.watches.count('updaterequests')).toBe(2));
    cluster.api.store.put('updaterequests', updateRequest({ uid: 'o', namespace: 'other' }));
    cluster.api.store.put('updaterequests', updateRequest({ uid: 's', namespace: 'staging' }));
    await published('s:pending');
    expect(new Set(cluster.api.requests.map(({ namespace }) => namespace))).toEqual(new Set(['production', 'staging']));
    expect(new Set(cluster.api.requests.map(({ plural }) => plural))).toEqual(new Set(['updaterequests']));
  });
});

describe('the first list', () => {
  it('announces what is unfinished, and nothing that is finished', async () => {
    put('pending');
    put('approved', 'Approved');
    put('completed', 'Completed', { approvedBy: 'jane' });
    put('expired', 'Expired');
    cluster.api.store.put('deployments', workload({ uid: 'd' }, rolledBack()));
    await watching();
    await eventually(() => expect(cluster.published).toHaveLength(3));
    expect(cluster.ids).toEqual(expect.arrayContaining(['pending:pending', 'approved:pending', 'approved:approved']));
    cluster.api.store.put(
      'deployments',
      workload({ uid: 'd' }, [...rolledBack('2025-11-06T11:00:00Z'), ...rolledBack()]),
    );
    await eventually(() => expect(cluster.published).toHaveLength(5));
    expect(cluster.ids.at(-1)).toBe('d:rollback_completed:nginx:2025-11-06T11:00:00Z');
  });

  it('of a second start announces all that happened meanwhile, each once', async () => {
    put('a');
    put('old', 'Completed');
    await watching();
    await published('a:pending');
    await cluster.stop();
    put('a', 'Completed', { approvedBy: 'jane' });
    put('b', 'Failed', { approvedBy: 'jane' });
    cluster.api.store.put('deployments', workload({ uid: 'd' }, rolledBack()));
    await watching();
    await eventually(() => expect(cluster.published).toHaveLength(8));
    expect(cluster.ids.filter((id) => id?.startsWith('a:'))).toEqual(['a:pending', 'a:approved', 'a:completed']);
    expect(cluster.ids.filter((id) => id?.startsWith('b:'))).toEqual(['b:pending', 'b:approved', 'b:failed']);
    // A rollback undoes what an update request did.
    expect(cluster.ids.slice(-2)).toEqual([
      'd:rollback_triggered:nginx:2025-11-06T10:40:00Z',
      'd:rollback_completed:nginx:2025-11-06T10:40:00Z',
    ]);
    await cluster.stop();
    await watching();
    put('c');
    await eventually(() => expect(cluster.ids.at(-1)).toBe('c:pending'));
    expect(cluster.published).toHaveLength(9);
  });

  it('goes on where it was broken off, and still takes for finished only what was so at first', async () => {
    put('a');
    put('old', 'Rejected');
    cluster.onPublish = () => Promise.reject(new Error('killed'));
    await cluster.watch();
    await eventually(() => expect(cluster.messages).toContainEqual(expect.stringContaining('could not be published')));
    await cluster.stop();
    cluster.onPublish = () => undefined;
    put('a', 'Rejected', { rejectedBy: 'joe' });
    await watching();
    await published('a:pending', 'a:rejected');
  });

  it('of another cluster is a first one again: what is finished there is not announced', async () => {
    put('a');
    await watching();
    await published('a:pending');
    await cluster.stop();
    const other = await WatchedCluster.make();
    other.state = cluster.state;
    other.api.store.put('updaterequests', updateRequest({ uid: 'old' }, 'Completed', { approvedBy: 'jane' }));
    other.api.store.put('deployments', workload({ uid: 'd' }, rolledBack()));
    other.api.store.put('updaterequests', updateRequest({ uid: 'new' }));
    await other.watch();
    await eventually(() => expect(RESOURCES.map((each) => other.api.watches.count(each))).toEqual([1, 1, 1, 1]));
    await eventually(() => expect(other.ids).toEqual(['new:pending']));
    other.api.store.put('updaterequests', updateRequest({ uid: 'new' }, 'Completed'));
    await eventually(() => expect(other.ids).toEqual(['new:pending', 'new:completed']));
  });

  it('of workloads is a first one again after rollbacks were not watched', async () => {
    cluster.api.store.put('deployments', workload({ uid: 'd' }));
    await watching();
    await cluster.stop();
    await cluster.watch({ rollbacks: false });
    const listed = () =>
      Promise.all(['deployments', 'statefulsets', 'daemonsets'].map((each) => cluster.state?.get(`${each}/listed`)));
    await eventually(async () =>
      expect(await listed()).toEqual(Array(3).fill(expect.objectContaining({ namespaces: [] }))),
    );
    await cluster.stop();
    cluster.api.store.put('deployments', workload({ uid: 'd' }, rolledBack()));
    await watching();
    put('a');
    await published('a:pending');
    cluster.api.store.put(
      'deployments',
      workload({ uid: 'd' }, [...rolledBack('2025-11-06T11:00:00Z'), ...rolledBack()]),
    );
    await eventually(() => expect(cluster.published).toHaveLength(3));
    expect(cluster.ids.at(-1)).toBe('d:rollback_completed:nginx:2025-11-06T11:00:00Z');
  });

  it('is taken page by page', async () => {
    for (let count = 0; count < 25; count += 1) put(`request-${count}`);
    await watching({}, { ...QUICK, pageSize: 10 });
    await eventually(() => expect(cluster.published).toHaveLength(25));
    const lists = cluster.api.requests.filter(({ verb, plural }) => verb === 'list' && plural === 'updaterequests');
    expect(lists.map(({ query }) => query.limit)).toEqual(['10', '10', '10']);
    expect(lists.filter(({ query }) => query.continue === undefined)).toHaveLength(1);
  });

  it('begins anew when the API server forgets the moment between two pages', async () => {
    for (let count = 0; count < 15; count += 1) put(`request-${count}`);
    cluster.api.pageMs = 20;
    await cluster.watch({}, { ...QUICK, pageSize: 10 });
    await cluster.api.waitUntil(() => cluster.api.requests.length === 1);
    await eventually(() => expect(cluster.api.requests.length).toBe(2));
    cluster.api.store.compact();
    await open();
    await eventually(() => expect(cluster.published).toHaveLength(15));
    await eventually(async () => expect(await cluster.health()).toEqual({ ok: true }));
  });
});

describe('a watch', () => {
  it.each([true, false])('that is too old starts over at once, said in the stream: %s', async (goneInStream) => {
    await watching();
    put('a');
    await published('a:pending');
    cluster.api.goneInStream = goneInStream;
    await cluster.api.close();
    put('a', 'Approved');
    cluster.api.store.compact();
    put('a', 'Completed', { approvedBy: 'jane' });
    await cluster.api.listen();
    await open();
    await published('a:pending', 'a:approved', 'a:completed');
  });

  it('whose connection breaks goes on from its last version, without another list', async () => {
    await watching();
    put('a');
    await published('a:pending');
    cluster.api.watches.drop();
    put('a', 'Approved');
    put('a', 'Failed', { message: 'ImagePullBackOff' });
    await open();
    await published('a:pending', 'a:approved', 'a:failed');
    expect(cluster.api.requests.filter(({ verb }) => verb === 'list')).toHaveLength(RESOURCES.length);
  });

  it('that the API server ends goes on', async () => {
    await watching();
    cluster.api.watches.end();
    put('a');
    await open();
    await published('a:pending');
  });

  it('goes on from the last bookmark, however much was forgotten before', async () => {
    await watching();
    cluster.api.store.compact();
    cluster.api.watches.bookmark();
    const { version } = cluster.api.store;
    await eventually(() => {
      cluster.api.watches.end();
      const versions = cluster.api.requests
        .filter(({ verb }) => verb === 'watch')
        .map(({ query }) => query.resourceVersion);
      expect(versions.filter((each) => each === String(version)).length).toBeGreaterThanOrEqual(RESOURCES.length);
    });
    expect(cluster.api.requests.filter(({ verb }) => verb === 'list')).toHaveLength(RESOURCES.length);
  });

  it('that is dead without a sign is opened again', async () => {
    await watching({}, { ...QUICK, idleMs: 300 });
    cluster.api.watches.silence();
    put('a');
    await published('a:pending');
  });

  it('lists anew when the API server was restored from a backup, and knows no such version yet', async () => {
    for (let count = 0; count < 50; count += 1) put(`old-${count}`);
    await watching();
    await eventually(() => expect(cluster.published).toHaveLength(50));
    await cluster.api.close();
    cluster.api.store = new KubernetesStore();
    put('a');
    await cluster.api.listen();
    await open();
    await eventually(() => expect(cluster.ids.at(-1)).toBe('a:pending'));
    expect(cluster.published).toHaveLength(51);
  });

  it('outlives an API server that takes requests and does not answer', async () => {
    cluster.api.hangs = true;
    await cluster.watch({}, { ...QUICK, openMs: 100, pageMs: 100 });
    await eventually(() =>
      expect(cluster.messages).toContainEqual(expect.stringMatching(/no (whole )?answer within 0.1 s/)),
    );
    expect(await cluster.health()).toMatchObject({ ok: false, detail: expect.stringContaining('no usable answer') });
    cluster.api.hangs = false;
    put('a');
    await open();
    await published('a:pending');
    await eventually(async () => expect(await cluster.health()).toEqual({ ok: true }));
  });
});

describe('several replicas over one state', () => {
  it('publish the same events under the same ids, and none is missing', async () => {
    const other = await WatchedCluster.make();
    put('old', 'Completed');
    await watching();
    other.state = cluster.state;
    await other.watchSame(cluster);
    await eventually(() => expect(cluster.api.watches.count('updaterequests')).toBe(2));
    for (const uid of ['a', 'b', 'c']) put(uid);
    for (const uid of ['a', 'b', 'c']) put(uid, 'Completed', { approvedBy: 'jane' });
    const both = () => [...cluster.published, ...other.published];
    const expected = ['a', 'b', 'c'].flatMap((uid) => [`${uid}:approved`, `${uid}:completed`, `${uid}:pending`]);
    await eventually(() => expect([...new Set(both().map(({ id }) => id))].sort()).toEqual(expected));
    for (const event of cluster.published) {
      const twins = other.published.filter(({ id }) => id === event.id);
      for (const twin of twins) expect(twin).toEqual(event);
    }
    await Promise.all([cluster.stop(), other.stop()]);
    const { length } = both();
    await watching();
    put('d');
    await eventually(() => expect(cluster.ids.at(-1)).toBe('d:pending'));
    expect(both().length - length).toBeLessThanOrEqual(1 + expected.length);
    expect(new Set(both().map(({ id }) => id)).size).toBe(expected.length + 1);
  });
});

describe('what the API server does not allow', () => {
  it('is told once, with the permission that is missing, while the rest goes on', async () => {
    cluster.api.forbidden = [{ verb: 'list', plural: 'deployments' }];
    await cluster.watch({ namespaces: ['production'] });
    const trouble =
      'missing permission: list deployments.apps in namespace production. Grant it with a Role and a RoleBinding in that namespace';
    await eventually(() => expect(cluster.messages).toContain(trouble));
    put('a');
    await published('a:pending');
    expect(await cluster.health()).toEqual({ ok: false, detail: trouble });
    const asked = () => cluster.api.requests.filter(({ plural }) => plural === 'deployments').length;
    await eventually(() => expect(asked()).toBeGreaterThan(5));
    expect(cluster.messages.filter((message) => message === trouble)).toHaveLength(1);
    cluster.api.forbidden = [];
    await open();
    await eventually(async () => expect(await cluster.health()).toEqual({ ok: true }));
  });

  it('may be to watch alone', async () => {
    cluster.api.forbidden = [{ verb: 'watch', plural: 'updaterequests' }];
    await cluster.watch();
    await eventually(async () =>
      expect(await cluster.health()).toEqual({
        ok: false,
        detail: expect.stringContaining('missing permission: watch updaterequests.headwind.sh in all namespaces'),
      }),
    );
    // Listed again and again, so that it is late and not lost.
    put('a');
    await published('a:pending');
  });

  it('may be everything: the credentials are not accepted', async () => {
    cluster.api.token = 'another';
    await cluster.watch();
    await eventually(() =>
      expect(cluster.messages).toContainEqual(expect.stringMatching(/does not accept the credentials \(HTTP 401\)/)),
    );
    expect(cluster.messages.join()).not.toContain('a-service-account-token');
  });
});

describe('a cluster without the custom resource', () => {
  it('is told of, watched for rollbacks, and for update requests as soon as it is installed', async () => {
    cluster.api.hasUpdateRequests = false;
    cluster.api.store.put('deployments', workload({ uid: 'd' }));
    await cluster.watch();
    await eventually(() =>
      expect(cluster.messages).toContainEqual(
        expect.stringContaining('is not installed. Install the Headwind operator'),
      ),
    );
    await eventually(() => expect(cluster.api.watches.count('deployments')).toBe(1));
    cluster.api.store.put('deployments', workload({ uid: 'd' }, rolledBack()));
    await eventually(() => expect(cluster.published).toHaveLength(2));
    cluster.api.hasUpdateRequests = true;
    put('a');
    await open();
    await eventually(() => expect(cluster.ids.at(-1)).toBe('a:pending'));
    await eventually(async () => expect(await cluster.health()).toEqual({ ok: true }));
  });
});

describe('a stop', () => {
  it('leaves no connection open, whatever is under way', async () => {
    await watching();
    await cluster.stop();
    await eventually(() => expect(RESOURCES.map((each) => cluster.api.watches.count(each))).toEqual([0, 0, 0, 0]));
    const { length } = cluster.api.requests;
    put('a');
    expect(cluster.api.requests).toHaveLength(length);
    expect(cluster.published).toEqual([]);
  });

  it('ends a list that is under way, and opens no watch after it', async () => {
    cluster.api.hangs = true;
    await cluster.watch();
    await cluster.api.waitUntil(() => cluster.api.requests.length === 1);
    await cluster.stop();
    expect(cluster.api.requests).toHaveLength(1);
    expect(cluster.messages).toEqual([]);
  });

  it('waits for a publication that is under way, and begins no other', async () => {
    let store = (): void => undefined;
    const stored = new Promise<void>((resolve) => {
      store = resolve;
    });
    let begun = 0;
    cluster.onPublish = () => {
      begun += 1;
      return stored;
    };
    await watching();
    put('a', 'Completed', { approvedBy: 'jane' });
    await eventually(() => expect(begun).toBe(1));
    let stopped = false;
    cluster.abort();
    const stopping = cluster.stop().then(() => {
      stopped = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(stopped).toBe(false);
    store();
    await stopping;
    expect(cluster.ids).toEqual(['a:pending']);
  });
});
