import { CodedError } from '@headwind/bus/coded-error';
import { MANIFEST_INVALID } from '@headwind/plugin-loader/errors';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Redactor } from '../../src/log/redactor.js';
import { type BrokenPlugin, brokenPlugin } from '../../src/plugins/broken-plugin.js';
import { InstancesNotStarted } from '../../src/reload/instances-not-started.js';
import { reloadedInstances } from '../../src/reload/reload-result.js';
import { isOf } from '../../src/reload/reload-work.js';
import { pluginConfig } from '../plugins/plugin-config.js';
import { type ReloadingHost, reloadingHost } from './reloading-host.js';
import { ScriptedPlugins } from './scripted-plugins.js';

let plugins: ScriptedPlugins;

beforeEach(() => {
  plugins = new ScriptedPlugins();
});

/** What happened from now on. */
function forget(): void {
  plugins.happened.length = 0;
}

const ids = () => plugins.delivered.map(({ by, event }) => `${event.id} by ${by}`).toSorted();

async function arrived(...expected: readonly string[]): Promise<void> {
  await vi.waitFor(() => expect(ids()).toEqual(expected.toSorted()));
}

async function refusal(attempt: Promise<unknown>): Promise<InstancesNotStarted> {
  const error = await attempt.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof InstancesNotStarted)) throw new Error(`not refused: ${String(error)}`);
  return error;
}

/** An instance whose package.json nobody can read. */
function broken(name: string): BrokenPlugin {
  const fault = new CodedError(MANIFEST_INVALID, 'package.json is not valid JSON.');
  return brokenPlugin(pluginConfig(`./${name}`, { name, config: { version: 1 } }), undefined, fault, new Redactor());
}

const live = ({ instances }: ReloadingHost) =>
  instances.live.map(({ loaded: { config }, hosted }) => `${config.name}${hosted === undefined ? ' failed' : ''}`);

describe('a reload', () => {
  it('leaves alone what has not changed', async () => {
    const host = await reloadingHost(plugins.channel('a'), plugins.observer('b'), plugins.source('c'));
    forget();
    const work = await host.apply([plugins.channel('a'), plugins.observer('b'), plugins.source('c')]);
    expect(plugins.happened).toEqual([]);
    expect(reloadedInstances(work)).toEqual({ started: [], changed: [], stopped: [], warnings: [] });
    await host.publish('e1');
    await arrived('e1 by a@1');
  });

  it('starts, replaces and stops what has changed, in the order of the new configuration', async () => {
    const host = await reloadingHost(plugins.channel('old'), plugins.channel('same'), plugins.channel('other'));
    forget();
    const work = await host.apply([plugins.channel('new'), plugins.channel('other', 2), plugins.channel('same')]);
    expect(live(host)).toEqual(['new', 'other', 'same']);
    expect(reloadedInstances(work)).toEqual({ started: ['new'], changed: ['other'], stopped: ['old'], warnings: [] });
    expect(plugins.happened.toSorted()).toEqual([
      'new@1 started',
      'old@1 stopped',
      'other@1 stopped',
      'other@2 started',
    ]);
    await host.publish('e1');
    await arrived('e1 by new@1', 'e1 by other@2', 'e1 by same@1');
    expect([await host.answer('new'), await host.answer('other'), await host.answer('old')]).toEqual([
      'new@1',
      'other@2',
      undefined,
    ]);
  });

  it('starts a new channel before the old one ends, which first ends what is under way', async () => {
    const host = await reloadingHost(plugins.channel('a'));
    const release = plugins.holdDeliveries('a@1');
    await host.publish('e1');
    await vi.waitFor(async () => expect((await host.queue.list({ state: 'leased' })).deliveries).toHaveLength(1));
    forget();
    const reloaded = host.apply([plugins.channel('a', 2)]);
    await vi.waitFor(() => expect(plugins.happened).toEqual(['a@2 started']));
    await host.publish('e2');
    release();
    await reloaded;
    await arrived('e1 by a@1', 'e2 by a@2');
    expect(plugins.happened).toEqual(['a@2 started', 'a@1 stopped']);
  });

  it('stops an old source before it starts the new one, for both would publish the same', async () => {
    const host = await reloadingHost(plugins.source('feed'));
    forget();
    await host.apply([plugins.source('feed', 2)]);
    expect(plugins.happened).toEqual(['feed@1 stopped', 'feed@2 started']);
  });

  it('starts a new observer beside the old one, which alone observes until the new one takes over', async () => {
    const host = await reloadingHost(plugins.observer('metrics'));
    const release = plugins.holdStart('feed@1');
    forget();
    const reloaded = host.apply([plugins.observer('metrics', 2), plugins.source('feed')]);
    await vi.waitFor(() => expect(plugins.happened).toEqual(['metrics@2 started']));
    await host.publish('e1');
    release();
    await reloaded;
    await host.publish('e2');
    expect(plugins.observed.map(({ by, record }) => [by, record.type])).toEqual([
      ['metrics@1', 'event'],
      ['metrics@2', 'event'],
    ]);
    expect(plugins.happened).toEqual(['metrics@2 started', 'feed@1 started', 'metrics@1 stopped']);
    expect(await host.answer('metrics')).toBe('metrics@2');
  });

  it.each(['observer', 'source'] as const)('lets a new %s have the port of an old one that ends', async (kind) => {
    const host = await reloadingHost(plugins[kind]('old'));
    plugins.ports.set('old@1', 9464).set('new@1', 9464).set('new@2', 9464);
    await host.apply([plugins[kind]('new')]);
    forget();
    await host.apply([plugins[kind]('new', 2)]);
    expect(plugins.happened).toEqual(['new@1 stopped', 'new@2 started']);
    expect(live(host)).toEqual(['new']);
    expect(await host.answer('new')).toBe('new@2');
  });

  it('changes what a channel or an observer gets without another instance', async () => {
    const failed = { config: { when: { events: ['update_failed'] } } };
    const host = await reloadingHost(plugins.channel('a'), plugins.observer('b'));
    forget();
    const work = await host.apply([plugins.channel('a', 1, failed), plugins.observer('b', 1, failed)]);
    expect(reloadedInstances(work).changed).toEqual(['a', 'b']);
    await host.publish('e1', 'rollback_failed');
    await host.publish('e2', 'update_failed');
    await arrived('e2 by a@1');
    const seen = plugins.observed.flatMap(({ record }) => (record.type === 'event' ? record.event.id : []));
    expect(seen).toEqual(['e2']);
    expect(plugins.happened).toEqual([]);
  });

  it('changes the pace of a channel without another instance', async () => {
    const { lane } = plugins.channel('a').config;
    const host = await reloadingHost(plugins.channel('a'));
    forget();
    await host.apply([
      plugins.channel('a', 1, { config: { lane: { ...lane, rateLimit: { perSecond: 50, burst: 7 } } } }),
    ]);
    expect(host.bus.laneStatus('a')?.rateLimit).toEqual({ perSecond: 50, burst: 7 });
    await host.publish('e1');
    await arrived('e1 by a@1');
    expect(plugins.happened).toEqual([]);
  });

  it('leaves what waits for a removed channel until there is one again', async () => {
    const host = await reloadingHost(plugins.channel('a'));
    host.bus.pauseChannel('a');
    await host.publish('e1');
    await host.apply([]);
    await host.publish('e2');
    host.bus.resumeChannel('a');
    expect((await host.queue.depth('a')).pending).toBe(1);
    await host.apply([plugins.channel('a', 2)]);
    await arrived('e1 by a@2');
  });

  it('lets a name go over to another kind of plugin', async () => {
    const host = await reloadingHost(plugins.channel('a'), plugins.observer('b'));
    const work = await host.apply([plugins.observer('a', 2), plugins.channel('b', 2)]);
    expect(reloadedInstances(work)).toMatchObject({ started: ['a', 'b'], stopped: ['a', 'b'] });
    await host.publish('e1');
    await arrived('e1 by b@2');
    await vi.waitFor(() => expect(plugins.observed.map(({ by }) => by)).toEqual(['a@2', 'a@2']));
    expect([await host.answer('a'), await host.answer('b')]).toEqual(['a@2', 'b@2']);
  });

  it('takes effect for everything else once nothing can fail any more', async () => {
    const host = await reloadingHost(plugins.channel('a'));
    plugins.failing.add('b@1');
    const commit = vi.fn();
    await refusal(host.apply([plugins.channel('a'), plugins.channel('b')], commit));
    expect(commit).not.toHaveBeenCalled();
    await host.apply([plugins.channel('a'), plugins.channel('c')], commit);
    expect(commit).toHaveBeenCalledOnce();
  });
});

describe('a reload with an instance that does not start', () => {
  it.each(['channel', 'observer', 'source'] as const)('changes nothing: a new %s', async (kind) => {
    const before = () => [plugins.channel('a'), plugins.channel('gone'), plugins.observer('b'), plugins.source('c')];
    const host = await reloadingHost(...before());
    plugins.failing.add('bad@1');
    forget();
    const wanted = [plugins.channel('a', 2), plugins.observer('b', 2), plugins.source('c', 2), plugins.channel('new')];
    const { failures, message } = await refusal(host.apply([...wanted, plugins[kind]('bad')]));
    expect(failures.map(({ instance }) => instance)).toEqual(['bad']);
    expect(message).toContain('bad@1 cannot start');
    expect(live(host)).toEqual(['a', 'gone', 'b', 'c']);
    await host.publish('e1');
    await arrived('e1 by a@1', 'e1 by gone@1');
    await vi.waitFor(() => expect(plugins.observed).toHaveLength(3));
    expect(new Set(plugins.observed.map(({ by }) => by))).toEqual(new Set(['b@1']));
    expect(await Promise.all(['a', 'gone', 'b', 'c', 'new'].map((name) => host.answer(name)))).toEqual([
      'a@1',
      'gone@1',
      'b@1',
      'c@1',
      undefined,
    ]);
    const started = plugins.happened.filter((each) => each.endsWith('@2 started') || each === 'new@1 started').length;
    const stopped = plugins.happened.filter((each) => each.endsWith('@2 stopped') || each === 'new@1 stopped').length;
    expect(stopped).toBe(started);
    await host.apply(before());
    await host.publish('e2');
    await arrived('e1 by a@1', 'e1 by gone@1', 'e2 by a@1', 'e2 by gone@1');
  });

  it.each([
    ['channel', ['metrics', 'gone']],
    ['observer', ['metrics']],
    ['source', ['metrics', 'gone']],
  ] as const)('does not touch an observer that runs: a new %s', async (kind, names) => {
    const host = await reloadingHost(...names.map((name) => plugins.observer(name)), plugins.source('feed'));
    const running = () => host.instances.live.filter(isOf('observer')).map(({ hosted }) => hosted);
    const before = running();
    plugins.failing.add('bad@1');
    forget();
    await refusal(host.apply([plugins.observer('metrics', 2), plugins.source('feed', 2), plugins[kind]('bad')]));
    expect(plugins.happened.filter((each) => /^(metrics@1|gone)/.test(each))).toEqual([]);
    expect(before).not.toContain(undefined);
    for (const [index, hosted] of running().entries()) expect(hosted).toBe(before[index]);
  });

  it('starts no old source anew where a new one does not start and takes the place of none', async () => {
    const host = await reloadingHost(plugins.source('feed'));
    plugins.failing.add('bad@1');
    forget();
    await refusal(host.apply([plugins.source('feed', 2), plugins.source('bad')]));
    expect(plugins.happened).toEqual([]);
  });

  it('starts the old observer again where the new one does not start without it either', async () => {
    const host = await reloadingHost(plugins.observer('metrics'));
    plugins.failing.add('metrics@2');
    forget();
    const { failures } = await refusal(host.apply([plugins.observer('metrics', 2)]));
    expect(failures.map(({ instance }) => instance)).toEqual(['metrics']);
    expect(plugins.happened).toEqual(['metrics@1 stopped', 'metrics@1 started']);
    await host.publish('e1');
    expect(plugins.observed.map(({ by }) => by)).toEqual(['metrics@1']);
  });

  it('tells of every one of them', async () => {
    const host = await reloadingHost();
    plugins.failing.add('a@1').add('b@1');
    const { failures } = await refusal(host.apply([plugins.channel('a'), plugins.channel('b'), plugins.channel('c')]));
    expect(failures.map(({ instance }) => instance).toSorted()).toEqual(['a', 'b']);
  });

  it('stores no events for a channel that it would have made, nor fewer for one it would have narrowed', async () => {
    const host = await reloadingHost(plugins.channel('a'));
    plugins.failing.add('bad@1');
    const narrow = { config: { when: { events: ['rollback_*'] } } };
    await refusal(host.apply([plugins.channel('a', 1, narrow), plugins.channel('b'), plugins.source('bad')]));
    await host.publish('e1');
    await arrived('e1 by a@1');
    expect((await host.queue.depth('b')).pending).toBe(0);
  });

  it('misses nothing that a new source publishes, and nothing for what was there before', async () => {
    const host = await reloadingHost(plugins.channel('a'));
    const release = plugins.holdStart('feed@1');
    const narrow = { config: { when: { events: ['rollback_*'] } } };
    const reloaded = host.apply([plugins.channel('a', 1, narrow), plugins.channel('b'), plugins.source('feed')]);
    await vi.waitFor(() => expect(plugins.happened).toContain('b@1 started'));
    await host.publish('meanwhile');
    release();
    await reloaded;
    await host.publish('later');
    await arrived('meanwhile by a@1', 'meanwhile by b@1', 'later by b@1');
  });

  it('refuses nothing where that instance had not started before either, and has not changed', async () => {
    plugins.failing.add('bad@1');
    const host = await reloadingHost(plugins.channel('bad'), plugins.channel('a'));
    await host.publish('e1');
    const work = await host.apply([plugins.channel('bad'), plugins.channel('a', 2)]);
    expect(reloadedInstances(work)).toEqual({
      started: [],
      changed: ['a'],
      stopped: [],
      warnings: ['the instance bad did not start this time either (PLUGIN_START_FAILED)'],
    });
    expect(await host.instances.troubles()).toEqual(['The instance bad did not start (PLUGIN_START_FAILED).']);
    plugins.failing.clear();
    const again = await host.apply([plugins.channel('bad'), plugins.channel('a', 2)]);
    expect(reloadedInstances(again)).toEqual({ started: ['bad'], changed: [], stopped: [], warnings: [] });
    expect(await host.instances.troubles()).toEqual([]);
    await arrived('e1 by a@1', 'e1 by bad@1');
  });
});

describe('a reload with a plugin whose package is broken', () => {
  it('is refused before anything starts where it was not broken before', async () => {
    const host = await reloadingHost(plugins.channel('a'));
    forget();
    const reloaded = host.apply([plugins.channel('a', 2), broken('b')]);
    await expect(reloaded).rejects.toMatchObject({
      failures: [{ instance: 'b', error: { code: 'MANIFEST_INVALID' } }],
    });
    expect(plugins.happened).toEqual([]);
    await host.publish('e1');
    await arrived('e1 by a@1');
  });

  it('is refused where what runs is broken now', async () => {
    const host = await reloadingHost(plugins.channel('a'));
    await expect(host.apply([broken('a')])).rejects.toThrow('MANIFEST_INVALID');
    await host.publish('e1');
    await arrived('e1 by a@1');
  });

  it('goes on without it where it was broken before, and gives it what waits once it is mended', async () => {
    const host = await reloadingHost(broken('a'), plugins.channel('b'));
    expect(await host.instances.troubles()).toEqual(['The instance a did not start (MANIFEST_INVALID).']);
    await host.publish('e1');
    const work = await host.apply([broken('a'), plugins.channel('b', 2)]);
    expect(reloadedInstances(work)).toMatchObject({
      changed: ['b'],
      warnings: ['the instance a did not start this time either (MANIFEST_INVALID)'],
    });
    await host.publish('e2');
    await host.apply([plugins.channel('a'), plugins.channel('b', 2)]);
    await arrived('e1 by a@1', 'e1 by b@1', 'e2 by a@1', 'e2 by b@2');
    expect(await host.instances.troubles()).toEqual([]);
  });
});

describe('a reload while the host stops', () => {
  it('is undone, whatever hangs in it, and starts nothing again', async () => {
    const host = await reloadingHost(plugins.channel('a'), plugins.observer('b'));
    const release = plugins.holdStart('c@1');
    forget();
    const reloaded = host.apply([plugins.channel('a', 2), plugins.observer('b', 2), plugins.source('c')]);
    await vi.waitFor(() => expect(plugins.happened).toContain('b@2 started'));
    host.stopping.abort();
    await expect(reloaded).rejects.toThrow('BUS_STOPPING');
    const expected = ['a@2 started', 'b@2 started', 'a@2 stopped', 'b@2 stopped'];
    expect(plugins.happened).toEqual(expected);
    release();
    await vi.waitFor(() => expect(plugins.happened).toEqual([...expected, 'c@1 started', 'c@1 stopped']));
  });
});
