import { beforeEach, describe, expect, it } from 'vitest';
import { updateRequest } from '../../../test/stand-ins/kubernetes-api-objects.js';
import { statusOf } from '../../../test/stand-ins/kubernetes-api-status.js';
import { eventually } from './eventually.js';
import { QUICK, WatchedCluster } from './watched-cluster.js';

let cluster: WatchedCluster;

beforeEach(async () => {
  cluster = await WatchedCluster.make();
});

function errorLine(code: number, reason: string): string {
  return `${JSON.stringify({ type: 'ERROR', object: statusOf(code, reason, 'etcdserver: no leader') })}\n`;
}

const watchesOf = ({ api }: WatchedCluster) => api.requests.filter(({ verb }) => verb === 'watch').length;
const warnings = () => cluster.messages.filter((message) => message !== 'the cluster is watched');

describe('a watch that opens and fails by what it says', () => {
  it.each([
    ['an error', errorLine(500, 'InternalError'), 'HTTP 500 from the API server: etcdserver: no leader'],
    ['a refusal', errorLine(403, 'Forbidden'), 'missing permission: watch updaterequests.headwind.sh'],
    ['half a line', '{"type":"ADDED","object":{"meta\n', 'what comes over the watch is no event'],
    ['a page', '<html>sign in</html>\n', 'what comes over the watch is no event'],
    ['a line that breaks off', '{"type":"ADDED","obj', 'each watch ends before anything comes over it'],
    ['nothing', '', 'each watch ends before anything comes over it'],
  ])('is told once, and what it misses is found by lists: %s', async (_, said, trouble) => {
    cluster.api.watchesSay = said;
    await cluster.watch({ rollbacks: false });
    const unhealthy = { ok: false, detail: expect.stringContaining(trouble) };
    await eventually(async () => expect(await cluster.health()).toEqual(unhealthy));
    cluster.api.store.put('updaterequests', updateRequest({ uid: 'a' }));
    await eventually(() => expect(cluster.ids).toEqual(['a:pending']));
    expect(await cluster.health()).toEqual(unhealthy);
    expect(warnings()).toEqual([expect.stringContaining(trouble)]);
    cluster.api.watchesSay = undefined;
    await eventually(() => expect(cluster.api.watches.count('updaterequests')).toBe(1));
    cluster.api.watches.bookmark();
    await eventually(async () => expect(await cluster.health()).toEqual({ ok: true }));
    expect(warnings()).toHaveLength(1);
  });

  it('is waited for before it is opened again', async () => {
    const day = 86_400_000;
    cluster.api.watchesSay = errorLine(500, 'InternalError');
    await cluster.watch({ rollbacks: false }, { ...QUICK, backoff: { minMs: day, maxMs: day } });
    await eventually(async () => expect(await cluster.health()).toMatchObject({ ok: false }));
    // One that waits less has opened ten by now.
    const other = await WatchedCluster.make();
    other.api.watchesSay = errorLine(500, 'InternalError');
    await other.watch({ rollbacks: false });
    await eventually(() => expect(watchesOf(other)).toBeGreaterThan(10));
    expect(watchesOf(cluster)).toBe(1);
  });
});

describe('a watch that failed and lives', () => {
  it('is no trouble any more once it lived for a while, although nothing came over it', async () => {
    cluster.api.watchesSay = errorLine(500, 'InternalError');
    await cluster.watch({ rollbacks: false }, { ...QUICK, steadyMs: 1, idleMs: 50 });
    await eventually(async () => expect(await cluster.health()).toMatchObject({ ok: false }));
    cluster.api.watchesSay = undefined;
    await eventually(async () => expect(await cluster.health()).toEqual({ ok: true }));
  });
});
