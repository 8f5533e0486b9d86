import { MemoryStateStore } from '@headwind/bus/memory-state-store';
import { describe, type PluginKind, type PluginLog } from '@headwind/plugin-api';
import { onTestFinished } from 'vitest';
import { createInstallation } from '../../../../test/support/plugin-installation.js';
import { Redactor } from '../../src/log/redactor.js';
import { createAddressGuard } from '../../src/plugin-http/address-guard.js';
import { createPluginHttp } from '../../src/plugin-http/plugin-http.js';
import { loadPlugin } from '../../src/plugins/load-plugin.js';
import { type ContextParts, createPluginContext } from '../../src/plugins/plugin-context.js';
import { type RunningInstance, startInstance } from '../../src/plugins/plugin-instance.js';
import { pluginConfig } from '../plugins/plugin-config.js';

export interface IsolatedInstance {
  readonly running: RunningInstance;
  /** Each line as `level message fields`. */
  readonly lines: readonly string[];
  readonly redactor: Redactor;
  /** Aborts `ctx.signal`. */
  readonly stopping: AbortController;
}

export interface FixtureParts {
  /** What `create` gives, as JavaScript; `ctx` is there. */
  readonly members: string;
  /** Lines above it. */
  readonly above?: string;
  readonly kind?: PluginKind;
  readonly config?: unknown;
  readonly context?: Partial<ContextParts>;
  readonly startTimeoutMs?: number;
}

/** Starts an isolated instance of the running test's own, gone when it ends. */
export async function startIsolated(parts: FixtureParts): Promise<IsolatedInstance> {
  const { members, above = '', kind = 'channel', config = {}, context = {}, startTimeoutMs = 10_000 } = parts;
  const installation = await createInstallation();
  onTestFinished(() => installation.remove());
  const headwind = { apiVersion: 1, kind, name: 'fixture', entry: './plugin.js' };
  await installation.installFiles('@acme/fixture', {
    'package.json': JSON.stringify({ name: '@acme/fixture', version: '1.0.0', type: 'module', headwind }),
    'plugin.js': `
      import { definePlugin, delivered, outcomeOf, rejected, retry } from '@headwind/plugin-api';
      import { z } from 'zod';
      ${above}
      export default definePlugin({
        kind: '${kind}',
        config: z.looseObject({ token: z.string().optional().meta({ writeOnly: true }) }),
        create: (ctx) => ({ ${members} }),
      });`,
  });
  const { folder } = installation;
  const redactor = new Redactor();
  const loaded = await loadPlugin(
    pluginConfig('@acme/fixture', { config, startTimeoutMs, isolation: { type: 'worker', memoryBytes: 2 ** 27 } }),
    { configFolder: folder, workingFolder: folder, locate: () => undefined, redactor },
  );
  if (Array.isArray(loaded) || loaded.fault !== undefined) throw new Error(JSON.stringify(loaded));
  const lines: string[] = [];
  const at =
    (level: string): PluginLog['info'] =>
    (message, fields) => {
      lines.push(
        `${level} ${message} ${JSON.stringify(fields, (_key, value) => (value instanceof Error ? value.message : value))}`,
      );
    };
  const http = createPluginHttp({ guard: createAddressGuard({ allow: [], deny: [] }), redactor });
  const stopping = new AbortController();
  const ctx = createPluginContext(loaded, {
    describe,
    log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
    http,
    state: new MemoryStateStore(),
    signal: stopping.signal,
    publish: () => Promise.reject(new Error('not here')),
    status: () => Promise.reject(new Error('not here')),
    ...context,
  });
  onTestFinished(async () => {
    stopping.abort();
    await http.close();
  });
  const running = await startInstance(loaded, ctx, redactor);
  return { running, lines, redactor, stopping };
}
