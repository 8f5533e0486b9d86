import type { Attempt, ChannelPlugin, Describe, HeadwindEvent, Outcome } from '@headwind/plugin-api';
import { startPlugin } from '@headwind/plugin-loader/start-plugin';
import { attemptOf } from './attempt.js';
import { createTestContext } from './context.js';
import { validConfig } from './plugin-config.js';
import { ScriptedHttp, type SentRequest } from './scripted-http.js';
import type { LogLine } from './test-log.js';

/** As long as the host waits for `create` and `start` unless it is configured. Milliseconds. */
const START_MS = 10_000;

export interface DeliverToOptions {
  /** As the configuration file would give it. @defaultValue an empty one */
  readonly config?: unknown;
  /** Answers the requests. @defaultValue 200 to everything */
  readonly http?: ScriptedHttp;
  /** The instance's name. @defaultValue `test` */
  readonly name?: string;
  /** Stands in for the configuration's templates. @defaultValue `describe` of the contract */
  readonly describe?: Describe;
  /** What is to be different about the attempt. */
  readonly attempt?: Partial<Attempt>;
}

/** What came of one delivery. */
export interface DeliveryReport {
  readonly outcome: Outcome;
  /** What was sent with `ctx.http`, oldest first. */
  readonly requests: readonly SentRequest[];
  /** What was logged. */
  readonly log: readonly LogLine[];
}

/**
 * One delivery from end to end: validates the configuration, creates and starts an instance, delivers the event, and stops
 * the instance. No network is reached.
 *
 * @throws Error that lists what the schema found wrong; what `startPlugin` of the loader throws; what
 * `deliver` and `stop` throw
 */
export async function deliverTo(
  plugin: ChannelPlugin,
  event: HeadwindEvent,
  options: DeliverToOptions = {},
): Promise<DeliveryReport> {
  const { name = 'test', http = new ScriptedHttp(), describe, config = {}, attempt } = options;
  const ctx = createTestContext(await validConfig(plugin, config), {
    name,
    http,
    ...(describe !== undefined && { describe }),
  });
  const who = `Instance "${name}"`;
  const created = await startPlugin(plugin, ctx, { who, limitMs: START_MS, redact: (text) => text });
  if (created.kind !== 'channel') throw new TypeError(`A ${created.kind} delivers nothing; give a channel.`);
  try {
    const outcome = await created.instance.deliver(event, attemptOf(event, { id: `${event.id}/${name}`, ...attempt }));
    return { outcome, requests: http.requests, log: ctx.log.lines };
  } finally {
    ctx.abort();
    await created.instance.stop?.();
  }
}
