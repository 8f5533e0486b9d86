import { Bus } from '@headwind/bus';
import { MemoryQueue } from '@headwind/bus/memory-queue';
import { MemoryStateStore } from '@headwind/bus/memory-state-store';
import { type EventDraft, type Health, type Outcome, rejected } from '@headwind/plugin-api';
import { eventOf } from '@headwind/plugin-testkit/events';
import { pino } from 'pino';
import { vi } from 'vitest';
import type { ReloadRefusal, ReloadResult, Steering } from '../../src/http/steering.js';
import { LogLevels } from '../../src/log/log-levels.js';
import { Channels } from '../../src/steering/channels.js';
import { Deliveries } from '../../src/steering/deliveries.js';
import { pausedChannels } from '../steering/paused-channels-of.js';

const QUIET = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const LANE = { concurrency: 8, timeoutMs: 1_000, retry: { forMs: 3_600_000, minMs: 3_600_000, maxMs: 3_600_000 } };

/** A real bus on a queue in memory with the channels `chat` and `pager`, and everything the API steers of it. */
export class SteeredBus {
  readonly queue = new MemoryQueue();
  readonly bus = new Bus({ queue: this.queue, log: QUIET });
  readonly state = new MemoryStateStore();
  /** What the next attempts come to. */
  outcome: Outcome = rejected('HTTP 400 from chat.example');
  reloaded: ReloadResult | ReloadRefusal = { started: ['new'], changed: [], stopped: [], warnings: [] };
  readonly logLevels = new LogLevels(pino({}, { write: () => undefined }), { level: 'info', levels: {} });
  /** What every plugin says of itself. */
  health: Health = { ok: true };

  constructor() {
    for (const channel of ['chat', 'pager']) {
      this.bus.addChannel(channel, channel === 'chat' ? 'slack' : 'pagerduty', () => true);
      this.bus.openChannel(channel, () => this.outcome, LANE);
    }
  }

  get steering(): Steering {
    const { bus, queue, logLevels } = this;
    const channels = [
      { name: 'chat', plugin: 'slack' },
      { name: 'pager', plugin: 'pagerduty' },
      { name: 'broken', plugin: 'webhook', code: 'PLUGIN_START_FAILED' },
    ];
    const instances = { channels, health: async () => this.health };
    return {
      deliveries: new Deliveries({
        queue,
        bus,
        isConfigured: (channel) => instances.channels.some(({ name }) => name === channel),
        log: QUIET,
      }),
      channels: new Channels({ bus, queue, instances, paused: pausedChannels(bus, this.state), log: QUIET }),
      logLevels,
      instanceNames: () => channels.map(({ name }) => name),
      reload: async () => this.reloaded,
      observe: (name, observe) => bus.addObserver(name, () => true, observe),
      redact: (text) => text.replaceAll('hunter2', '[secret]'),
    };
  }

  /** An update that failed, not published yet. */
  draft(id: string, namespace = 'production'): EventDraft {
    const { kind, workload, data } = eventOf('update_failed', { id });
    return { id, kind, workload: { ...workload, namespace }, data };
  }

  /** Publishes one event to both channels and waits until both have made their attempt. */
  async publishOne(id: string, namespace = 'production'): Promise<void> {
    await this.bus.publish([this.draft(id, namespace)], 'api');
    await vi.waitFor(async () => {
      for (const channel of ['chat', 'pager']) {
        const details = await this.queue.find(`${id}/${channel}`);
        if (details?.attempts.length !== 1) throw new Error('not tried yet');
      }
    });
  }

  async close(): Promise<void> {
    await this.bus.stop(0);
    await this.queue.close();
  }
}
