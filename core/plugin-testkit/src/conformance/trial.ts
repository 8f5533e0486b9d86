import { join } from 'node:path';
import type { EventDraft, HostStatus, Plugin } from '@headwind/plugin-api';
import type { CreatedInstance } from '@headwind/plugin-loader/create-instance';
import type { InstanceContext } from '@headwind/plugin-loader/instance-context';
import { startPlugin } from '@headwind/plugin-loader/start-plugin';
import { within } from '@headwind/plugin-loader/time-limit';
import {
  createTestContext,
  createTestObserverContext,
  createTestSourceContext,
  type TestContextOptions,
} from '../context.js';
import { type Responder, ScriptedHttp } from '../scripted-http.js';
import type { LogLine } from '../test-log.js';
import type { Subject, TriedSettings } from './subject.js';

export interface TrialOptions {
  /** @defaultValue `test` */
  readonly name?: string;
  /** @defaultValue those of the configuration given */
  readonly settings?: TriedSettings;
  /** @defaultValue 200 to everything */
  readonly reply?: Responder;
  /** Called for every event that a source publishes. */
  readonly onPublish?: (event: EventDraft) => void;
}

/** A started instance, in surroundings that keep what it does. */
export interface Trial {
  readonly name: string;
  readonly created: CreatedInstance;
  readonly http: ScriptedHttp;
  /** What it logged so far. */
  readonly log: readonly LogLine[];
  /** What it published so far, where it is a source. */
  readonly published: readonly EventDraft[];
  /** Aborts `ctx.signal`, and calls `stop`. Rejects when `stop` throws or does not end. */
  stop(): Promise<void>;
}

/**
 * Creates and starts an instance, with the code of the host.
 *
 * @throws what `startPlugin` throws
 */
export async function startTrial(subject: Subject, options: TrialOptions = {}): Promise<Trial> {
  const { name = 'test', reply, settings = await subject.settings(), onPublish = () => undefined } = options;
  const plugin = await subject.plugin();
  const { name: packageName, version, folder } = await subject.package();
  const { entry } = await subject.manifest();
  const { startMs, settleMs } = subject.limits;
  const http = new ScriptedHttp(reply);
  const { ctx, log, published, abort } = contextFor(plugin, settings.settings, { name, http, onPublish });
  const who = `Instance "${name}" (${packageName} ${version}, ${join(folder, entry)})`;
  const created = await startPlugin(plugin, ctx, { who, limitMs: startMs, redact: (text) => text }).catch((error) => {
    abort();
    throw error;
  });
  const expired = () => new Error(`stop took longer than ${settleMs} ms`);
  return {
    name,
    created,
    http,
    log,
    published,
    async stop() {
      abort();
      await within(settleMs, expired, () => created.instance.stop?.());
    },
  };
}

interface KeptContext {
  readonly ctx: InstanceContext;
  readonly log: readonly LogLine[];
  readonly published: readonly EventDraft[];
  abort(): void;
}

/** Frozen, as the host freezes it. */
function contextFor(
  { kind }: Plugin,
  settings: unknown,
  options: TestContextOptions & { readonly onPublish: (event: EventDraft) => void },
): KeptContext {
  switch (kind) {
    case 'channel': {
      const { abort, close: _, ...ctx } = createTestContext(settings, options);
      return { ctx: Object.freeze(ctx), log: ctx.log.lines, published: [], abort };
    }
    case 'observer': {
      const {
        abort,
        close: _,
        ...ctx
      } = createTestObserverContext(settings, { ...options, status: async () => STATUS });
      return { ctx: Object.freeze(ctx), log: ctx.log.lines, published: [], abort };
    }
    case 'source': {
      const { abort, close: _, published, ...ctx } = createTestSourceContext(settings, options);
      return { ctx: Object.freeze(ctx), log: ctx.log.lines, published, abort };
    }
  }
}

/** A host with one channel, which delivers. */
const STATUS: HostStatus = {
  version: '0.0.0',
  configuration: { loadedAt: 0 },
  channels: [
    {
      name: 'oncall',
      plugin: 'webhook',
      state: 'running',
      health: { ok: true },
      breaker: 'closed',
      pending: 0,
      dead: 0,
    },
  ],
};
