import { isCodedError } from '@headwind/bus/coded-error';
import { type HeadwindEvent, describe as inWords, isOutcome, type PluginHttp } from '@headwind/plugin-api';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createInstallation, type PluginInstallation } from '../../../../test/support/plugin-installation.js';
import type { PluginConfig } from '../../src/config/host-config.js';
import { Redactor } from '../../src/log/redactor.js';
import { type LoadedPlugin, loadPlugin } from '../../src/plugins/load-plugin.js';
import { createPluginContext } from '../../src/plugins/plugin-context.js';
import { type RunningInstance, startInstance } from '../../src/plugins/plugin-instance.js';
import { memoryState } from './memory-state.js';
import { pluginConfig } from './plugin-config.js';
import { recordedLog } from './recorded-log.js';

let installation: PluginInstallation;
let log: ReturnType<typeof recordedLog>;
let stopping: AbortController;

const state = memoryState();
const redactor = new Redactor();
redactor.add('password');

/** What reached the process instead of somebody. */
const unhandled: unknown[] = [];
const keep = (reason: unknown) => unhandled.push(reason);

beforeAll(async () => {
  process.on('unhandledRejection', keep);
  installation = await createInstallation();
});

afterAll(async () => {
  process.off('unhandledRejection', keep);
  await installation.remove();
});

beforeEach(() => {
  log = recordedLog();
  stopping = new AbortController();
});

afterEach(() => stopping.abort());

const http: PluginHttp = {
  post: () => Promise.reject(new Error('not in this test')),
  fetch: () => Promise.reject(new Error('not in this test')),
};

async function load(config: PluginConfig): Promise<LoadedPlugin> {
  const { folder } = installation;
  const options = { configFolder: folder, workingFolder: folder, locate: () => undefined, redactor };
  const loaded = await loadPlugin(config, options);
  if (Array.isArray(loaded) || loaded.fault !== undefined) throw new Error(`not loaded: ${JSON.stringify(loaded)}`);
  return loaded;
}

async function start(fixture: string, overrides: Partial<PluginConfig> = {}): Promise<RunningInstance> {
  await installation.installFixture(fixture);
  const loaded = await load(pluginConfig(`@broken/${fixture}`, overrides));
  const publish = () => Promise.reject(new Error('not in this test'));
  const { signal } = stopping;
  const parts = { describe: inWords, log, http, state, signal, publish, status: publish };
  const ctx = createPluginContext(loaded, parts);
  return startInstance(loaded, ctx, redactor);
}

async function failure(fixture: string, overrides?: Partial<PluginConfig>) {
  const error = await start(fixture, overrides).catch((thrown: unknown) => thrown);
  if (!isCodedError(error)) throw new Error(`started, or failed otherwise: ${String(error)}`);
  return error;
}

function channelOf({ created }: RunningInstance) {
  if (created.kind !== 'channel') throw new Error(`a ${created.kind}`);
  return created.instance;
}

const event: HeadwindEvent = {
  id: '0192f0c1-0000-7000-8000-000000000001',
  kind: 'update_failed',
  time: '2025-01-15T10:30:00.000Z',
  source: 'test',
  workload: { namespace: 'production', name: 'nginx' },
  data: { currentImage: 'nginx:1.25', newImage: 'nginx:1.26' },
};

const attempt = { id: `${event.id}/oncall`, number: 1, signal: new AbortController().signal };

describe('starting an instance', () => {
  it('creates it, starts it, and hands it deliveries', async () => {
    const running = await start('healthy');
    expect(running).toMatchObject({ name: 'oncall', state: 'started' });
    expect(await channelOf(running).deliver(event, attempt)).toMatchObject({ status: 'delivered', note: 'started' });
    expect(state.values.get('oncall/last')).toBe(event.id);
  });

  it.each([
    ['create-throws', 'PLUGIN_CREATE_FAILED', 'create threw: cannot read the template.'],
    ['create-rubbish', 'PLUGIN_INSTANCE_INVALID', 'without the function deliver, which a channel must have'],
    ['start-throws', 'PLUGIN_START_FAILED', 'start threw: the server refused the [secret].'],
  ])('reports %s as %s, naming the instance and its package', async (fixture, code, text) => {
    const error = await failure(fixture);
    expect(error.code).toBe(code);
    expect(error.found).toContain(
      `Instance "oncall" (@broken/${fixture} 1.0.0, ${installation.place(`@broken/${fixture}`)}/plugin.js)`,
    );
    expect(error.found).toContain(text);
  });

  it.each([
    ['create-hangs', 'PLUGIN_CREATE_TIMEOUT', 'create'],
    ['start-hangs', 'PLUGIN_START_TIMEOUT', 'start'],
  ])('reports %s as %s, naming the step', async (fixture, code, step) => {
    const error = await failure(fixture, { startTimeoutMs: 1000 });
    expect(error.code).toBe(code);
    expect(error.found).toContain(
      `(@broken/${fixture} 1.0.0, ${installation.place(`@broken/${fixture}`)}/plugin.js) was not ready after 1000 ms`,
    );
    expect(error.found).toContain(`its ${step} did not finish`);
  });

  it('survives an instance that throws after its time was up', async () => {
    const error = await failure('start-throws-late', { startTimeoutMs: 1000 });
    expect(error.code).toBe('PLUGIN_START_TIMEOUT');
    stopping.abort();
    // Node tells of unhandled rejections once the microtasks are done, before the next turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).toEqual([]);
  });

  it.each([
    ['undefined', 'create gave undefined'],
    ["({ deliver() {}, stop: 'now' })", 'whose stop is no function'],
    ["({ deliver() {}, routes: [{ method: 'PUT', path: '/x', handle() {} }] })", 'routes are not a list'],
    ["({ deliver() {}, routes: [{ method: 'GET', path: 'x', handle() {} }] })", 'routes are not a list'],
    ["({ deliver() {}, routes: 'none' })", 'routes are not a list'],
  ])('refuses what create gave when it is %s', async (given, text) => {
    const name = `rubbish-${Buffer.from(given).toString('hex').slice(-40)}`;
    await installation.installFiles(name, {
      'package.json': JSON.stringify({
        type: 'module',
        headwind: { apiVersion: 1, kind: 'channel', name: 'rubbish', entry: './plugin.js' },
      }),
      'plugin.js': `
        import { definePlugin } from '@headwind/plugin-api';
        import { z } from 'zod';
        export default definePlugin({ kind: 'channel', config: z.object({}), create: () => ${given} });`,
    });
    const loaded = await load(pluginConfig(name));
    const publish = () => Promise.reject(new Error('not in this test'));
    const { signal } = stopping;
    const parts = { describe: inWords, log, http, state, signal, publish, status: publish };
    const ctx = createPluginContext(loaded, parts);
    await expect(startInstance(loaded, ctx, redactor)).rejects.toMatchObject({
      code: 'PLUGIN_INSTANCE_INVALID',
      found: expect.stringContaining(text),
    });
  });
});

describe('a channel that misbehaves in deliver', () => {
  it('starts all the same, for only the bus meets what it does', async () => {
    expect(() => channelOf(runningThrows).deliver(event, attempt)).toThrow('deliver threw');
    expect(isOutcome(await channelOf(runningRubbish).deliver(event, attempt))).toBe(false);
    expect(channelOf(runningHangs).deliver(event, attempt)).toBeInstanceOf(Promise);
  });

  let runningThrows: RunningInstance;
  let runningRubbish: RunningInstance;
  let runningHangs: RunningInstance;

  beforeEach(async () => {
    runningThrows = await start('deliver-throws');
    runningRubbish = await start('deliver-rubbish');
    runningHangs = await start('deliver-hangs');
  });
});

describe('stopping an instance', () => {
  it('runs its stop once, however often it is asked', async () => {
    const running = await start('healthy');
    await Promise.all([running.stop(1_000), running.stop(1_000)]);
    expect(running.state).toBe('stopped');
    expect(await channelOf(running).deliver(event, attempt)).toMatchObject({ note: 'never started' });
    expect(log.lines).toEqual([]);
  });

  it('logs what stop throws and goes on', async () => {
    const running = await start('stop-throws');
    await running.stop(1_000);
    expect(running.state).toBe('failed');
    expect(log.lines).toMatchObject([{ level: 'error', fields: { error: { message: 'cannot close' } } }]);
  });

  it('does not wait for ever', async () => {
    const running = await start('stop-hangs');
    await running.stop(50);
    expect(running.state).toBe('failed');
    expect(log.lines).toMatchObject([{ fields: { error: { message: 'stop took longer than 50 ms' } } }]);
  });
});
