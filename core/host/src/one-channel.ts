import { type Deliver, RunningAttempt } from '@headwind/bus/attempt';
import { messageOf } from '@headwind/bus/coded-error';
import type { LaneSettings } from '@headwind/bus/lane-settings';
import { MemoryStateStore } from '@headwind/bus/memory-state-store';
import { presentable } from '@headwind/bus/presentable';
import type { ChannelInstance, Describe, HeadwindEvent, Outcome } from '@headwind/plugin-api';
import { within } from '@headwind/plugin-loader/time-limit';
import { type LeftOutBy, leftOutBy } from './channel-filter.js';
import type { ConfigOrigin, HostConfig } from './config/host-config.js';
import { LogLevels } from './log/log-levels.js';
import { createLogger } from './log/logger.js';
import { redactValue } from './log/redact-value.js';
import type { Redactor } from './log/redactor.js';
import type { AttemptReport, OpenChannel } from './open-channel.js';
import { createAddressGuard } from './plugin-http/address-guard.js';
import { createPluginHttp } from './plugin-http/plugin-http.js';
import { type RecordedHttp, recordHttp } from './plugin-http/recorded-http.js';
import type { LoadedPlugin } from './plugins/load-plugin.js';
import { createPluginContext } from './plugins/plugin-context.js';
import { codeOf, STOP_LIMIT_MS, startInstance } from './plugins/plugin-instance.js';
import { describeWith } from './templates/templated-describe.js';

/** Attempts are counted from 1. */
const FIRST_ATTEMPT = 1;

export interface OneChannelParts {
  readonly config: HostConfig;
  readonly loaded: LoadedPlugin;
  readonly redactor: Redactor;
  readonly warnings: readonly string[];
  /** What goes around the channel's own way to put an event into words. @defaultValue nothing */
  readonly wording?: (inWords: Describe) => Describe;
}

/** What ends with the channel. */
interface Running {
  readonly channel: ChannelInstance;
  readonly exchanges: RecordedHttp['exchanges'];
  close(): Promise<void>;
}

/**
 * Starts one channel by itself, with the host's own code and without a host: its state is in memory, and there is no queue.
 *
 * @throws `PLUGIN_CREATE_FAILED`, `PLUGIN_START_FAILED`, `PLUGIN_START_TIMEOUT`
 */
export async function openOneChannel(parts: OneChannelParts): Promise<OpenChannel> {
  return new OneChannel(parts, await start(parts));
}

async function start({ config, loaded, redactor, wording = (inWords) => inWords }: OneChannelParts): Promise<Running> {
  const levels = new LogLevels(createLogger({ level: config.log.level, redactor }), config.log);
  const log = levels.pluginLog(loaded.config.name);
  const engine = createPluginHttp({ guard: createAddressGuard(config.network), redactor });
  const { http, exchanges } = recordHttp(engine);
  const stopping = new AbortController();
  const ctx = createPluginContext(loaded, {
    describe: wording(describeWith(loaded.templates, log)),
    log,
    http,
    state: new MemoryStateStore(),
    signal: stopping.signal,
    publish: () => Promise.reject(new Error('A channel does not publish.')),
    status: () => Promise.reject(new Error('A channel does not observe.')),
  });
  try {
    const instance = await startInstance(loaded, ctx, redactor);
    if (instance.created.kind !== 'channel') throw new TypeError(`${loaded.config.name} is no channel.`);
    const close = async (): Promise<void> => {
      stopping.abort();
      await instance.stop(STOP_LIMIT_MS);
      await engine.close();
    };
    return { channel: instance.created.instance, exchanges, close };
  } catch (error) {
    stopping.abort();
    await engine.close();
    throw error;
  }
}

class OneChannel implements OpenChannel {
  readonly name: string;
  readonly package: string;
  readonly origin: ConfigOrigin;
  readonly lane: LaneSettings;
  readonly warnings: readonly string[];
  readonly canPreview: boolean;
  readonly #loaded: LoadedPlugin;
  readonly #redactor: Redactor;
  readonly #running: Running;

  constructor({ config, loaded, redactor, warnings }: OneChannelParts, running: Running) {
    this.name = loaded.config.name;
    this.package = `${loaded.package.name} ${loaded.package.version}`;
    this.origin = config.origin;
    this.lane = loaded.config.lane;
    this.warnings = warnings;
    this.canPreview = running.channel.preview !== undefined;
    this.#loaded = loaded;
    this.#redactor = redactor;
    this.#running = running;
  }

  leftOutBy(event: HeadwindEvent, judgeBy: 'kind' | 'event'): LeftOutBy | undefined {
    return leftOutBy(this.#loaded, event, judgeBy);
  }

  async preview(event: HeadwindEvent): Promise<unknown> {
    const { timeoutMs } = this.lane;
    const expired = () => new Error(`it took longer than ${timeoutMs / 1000} s`);
    try {
      const preview = await within(timeoutMs, expired, () => this.#running.channel.preview?.(event));
      return redactValue(preview, this.#redactor);
    } catch (error) {
      const reason = this.redact(messageOf(error));
      throw new Error(`The preview of ${event.kind} by ${this.package} failed: ${reason}`);
    }
  }

  async attempt(event: HeadwindEvent): Promise<AttemptReport> {
    const { channel, exchanges } = this.#running;
    const before = exchanges().length;
    const begun = performance.now();
    let signal: AbortSignal | undefined;
    const deliver: Deliver = (given, attempt) => {
      signal = attempt.signal;
      return channel.deliver(given, attempt);
    };
    const id = `${event.id}/${this.name}`;
    const outcome = await new Promise<Outcome>((resolve) => {
      new RunningAttempt(
        { deliver, who: codeOf(this.#loaded) },
        event,
        id,
        FIRST_ATTEMPT,
        this.lane.timeoutMs,
        resolve,
      );
    });
    return {
      outcome: presentable(outcome, (text) => this.redact(text)),
      durationMs: performance.now() - begun,
      // Nothing but a time-out ends this attempt from outside.
      timedOut: signal?.aborted === true,
      exchanges: exchanges().slice(before),
    };
  }

  redact(text: string): string {
    return this.#redactor.redact(text);
  }

  close(): Promise<void> {
    return this.#running.close();
  }
}
