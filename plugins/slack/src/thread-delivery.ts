import {
  type Attempt,
  type Describe,
  type Description,
  delivered,
  fitLine,
  type HeadwindEvent,
  type Outcome,
  type PluginLog,
  retry,
  SEVERITIES,
} from '@headwind/plugin-api';
import { DESCRIBE, inject, injectable, LOG } from '@headwind/plugin-di';
import { THREAD_GONE_CODES } from './codes.js';
import type { BotConfig } from './config.js';
import { firstMessageOf, LABEL } from './first-message.js';
import { messageOf } from './message.js';
import { postBody } from './post-body.js';
import { type Addition, editedThread, openedThread, repliedThread, type Thread } from './thread.js';
import { livingThreads, threadFor } from './thread-choice.js';
import { ThreadStore } from './thread-store.js';
import { BOT } from './tokens.js';
import { type ApiAnswer, WebApi } from './web-api.js';

/**
 * The attempt from which on an edit that fails is given up: with the usual back-off, some minutes after the first. The
 * workload's later events wait for it, and the next of them edits the same message.
 */
const LAST_EDIT_ATTEMPT = 10;

/*
 * One delivery
 *
 *                    ┌─ posted, not edited ───────────────────────────┐
 *                    │                                                ▼
 *   read what ───────┼─ posted ──▶ delivered                  edit first message ──▶ store ──▶ delivered
 *   is kept          │                                           ▲  │  │  │
 *                    │                                           │  │  │  ├─ never possible: warn, as edited
 *                    │                                           │  │  │  └─ fails at attempt 10 or later: warn, as edited
 *                    ├─ a thread ──▶ reply ──▶ store: posted, ───┘  │  └─ throttled, or fails earlier: retry, from
 *                    │                 │        not edited          │     "posted, not edited"
 *                    │                 │                            │
 *                    │                 │ there is no such thread any more: forget it
 *                    │                 ▼                            ▼
 *                    └─ no thread ──▶ open one ──▶ store: posted ──▶ delivered
 *
 * Slack may take a reply to a message that was deleted, so that only the edit shows that nobody sees it. Replying and
 * opening end in Slack's refusal too: retry or rejected, and nothing is stored. Deliveries of one workload come one after
 * another, so nothing else changes what is kept of it meanwhile. A kill between Slack's answer and the store repeats that
 * one message: at least once.
 */

/** An event on its way. */
interface Delivery {
  readonly attempt: Attempt;
  readonly severity: Description['severity'];
  readonly addition: Addition;
}

/** Posts with a bot token, one thread for each update. */
@injectable()
export class ThreadDelivery {
  readonly #config: BotConfig;
  readonly #describe: Describe;
  readonly #log: PluginLog;
  readonly #api: WebApi;
  readonly #store: ThreadStore;

  constructor(
    @inject(BOT) config: BotConfig,
    @inject(DESCRIBE) describe: Describe,
    @inject(LOG) log: PluginLog,
    @inject(WebApi) api: WebApi,
    @inject(ThreadStore) store: ThreadStore,
  ) {
    this.#config = config;
    this.#describe = describe;
    this.#log = log;
    this.#api = api;
    this.#store = store;
  }

  async deliver(event: HeadwindEvent, attempt: Attempt): Promise<Outcome> {
    const stored = await this.#store.read(event);
    const posted = stored.find(({ deliveries }) => deliveries.includes(attempt.id));
    if (posted !== undefined && posted.unedited !== attempt.id) {
      return delivered(`was already posted to ${posted.place.channel}`);
    }
    const description = this.#describe(event);
    const addition = additionOf(event, attempt.id, description);
    const delivery = { attempt, severity: description.severity, addition };
    const threads = livingThreads(event, this.#config.channel, stored);
    if (posted !== undefined) return this.#edit(delivery, threads, posted);
    const thread = threadFor(event, threads);
    return thread === undefined ? this.#open(delivery, threads) : this.#reply(delivery, threads, thread);
  }

  async #open({ addition, attempt }: Delivery, threads: readonly Thread[]): Promise<Outcome> {
    const answer = await this.#api.call('chat.postMessage', postBody(this.#config, addition.shown), attempt.signal);
    if (!answer.ok) return answer.outcome;
    if (answer.place === undefined) return delivered('posted, but Slack did not say where: no thread can follow');
    const opened = openedThread(addition, this.#config.channel, answer.place);
    await this.#store.write(addition.event, [...threads, opened]);
    return delivered(`posted to ${answer.place.channel}`);
  }

  async #reply(delivery: Delivery, threads: readonly Thread[], thread: Thread): Promise<Outcome> {
    const { addition, attempt, severity } = delivery;
    const { channel, ts } = thread.place;
    const answer = await this.#api.call(
      'chat.postMessage',
      {
        ...postBody({ ...this.#config, channel }, addition.shown),
        thread_ts: ts,
        reply_broadcast: isBroadcast(this.#config, severity),
      },
      attempt.signal,
    );
    if (answer.ok) {
      const replied = repliedThread(thread, addition);
      const changed = replaced(threads, thread, replied);
      await this.#store.write(addition.event, changed);
      return this.#edit(delivery, changed, replied);
    }
    if (!THREAD_GONE_CODES.has(answer.code)) return answer.outcome;
    return this.#openInPlaceOf(thread, answer.outcome.message, delivery, threads);
  }

  async #edit(delivery: Delivery, threads: readonly Thread[], thread: Thread): Promise<Outcome> {
    const { addition, attempt } = delivery;
    const answer = await this.#update(thread, attempt);
    if (!answer.ok) {
      const { outcome, code } = answer;
      const reason = outcome.message;
      if (THREAD_GONE_CODES.has(code)) return this.#openInPlaceOf(thread, reason, delivery, threads);
      if (outcome.status === 'retry' && (outcome.rateLimited === true || !isLast(attempt))) return outcome;
      this.#log.warn(
        outcome.status === 'retry'
          ? 'editing the first message of a thread is given up; the next event makes up for it'
          : 'the first message of a thread cannot be edited',
        { reason, delivery: attempt.id },
      );
    }
    await this.#store.write(addition.event, replaced(threads, thread, editedThread(thread)));
    return delivered(`replied in a thread of ${thread.place.channel}`);
  }

  /** An edit that no answer comes to counts, where it is the last, as one that Slack answered with that error. */
  async #update(thread: Thread, attempt: Attempt): Promise<ApiAnswer> {
    try {
      return await this.#api.call('chat.update', { ...thread.place, ...firstMessageOf(thread) }, attempt.signal);
    } catch (error) {
      if (!isLast(attempt)) throw error;
      return { ok: false, code: '', outcome: retry(error instanceof Error ? error.message : String(error)) };
    }
  }

  #openInPlaceOf(thread: Thread, reason: string, delivery: Delivery, threads: readonly Thread[]): Promise<Outcome> {
    this.#log.info('a thread cannot go on; opening a new one', { reason, delivery: delivery.attempt.id });
    const others = threads.filter((each) => each !== thread);
    return this.#open(delivery, others);
  }
}

function additionOf(event: HeadwindEvent, deliveryId: string, description: Description): Addition {
  const { text, blocks } = messageOf(description, event);
  const label = fitLine(`${description.emoji} ${description.title}`, LABEL);
  return { event, deliveryId, label, shown: { text, blocks: blocks.map((block) => ({ ...block })) } };
}

function isLast({ number }: Attempt): boolean {
  return number >= LAST_EDIT_ATTEMPT;
}

function isBroadcast({ broadcast }: BotConfig, severity: Description['severity']): boolean {
  return broadcast !== 'never' && SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(broadcast);
}

function replaced(threads: readonly Thread[], old: Thread, changed: Thread): readonly Thread[] {
  return threads.map((thread) => (thread === old ? changed : thread));
}
