import {
  type Attempt,
  type Description,
  delivered,
  type HeadwindEvent,
  type Outcome,
  type PluginContext,
  SEVERITIES,
} from '@headwind/plugin-api';
import { THREAD_GONE_CODES } from './codes.js';
import type { BotConfig } from './config.js';
import { contextOf, messageOf, type SlackMessage } from './message.js';
import { mrkdwn, plainLine } from './mrkdwn.js';
import { postBody } from './post-body.js';
import { type Addition, editedThread, openedThread, repliedThread, type Thread, threadFor } from './thread.js';
import { createThreadStore, type ThreadStore } from './thread-store.js';
import type { ApiAnswer, WebApi } from './web-api.js';

/** How long one step of an update may be where they are listed. Characters. */
const LABEL = 60;

/*
 * One delivery
 *
 *                    ┌─ posted, not edited ───────────────────────────┐
 *                    │                                                ▼
 *   read what ───────┼─ posted ──▶ delivered                  edit first message ──▶ store ──▶ delivered
 *   is kept          │                                           ▲    │   │
 *                    │                                           │    │   └─ never possible: warn, as edited
 *                    ├─ a thread ──▶ reply ──▶ store: posted, ───┘    └─ later: retry, from "posted, not edited"
 *                    │                 │        not edited
 *                    │                 │ there is no such thread any more: forget it
 *                    │                 ▼
 *                    └─ no thread ──▶ open one ──▶ store: posted ──▶ delivered
 *
 * Replying and opening end in Slack's refusal too: retry or rejected, and nothing is stored. Deliveries of one workload
 * come one after another, so nothing else changes what is kept of it meanwhile. A kill between Slack's answer and the
 * store repeats that one message: at least once.
 */

/** Posts with a bot token, one thread for each update. */
export class ThreadDelivery {
  readonly #ctx: PluginContext<unknown>;
  readonly #config: BotConfig;
  readonly #api: WebApi;
  readonly #store: ThreadStore;

  constructor(ctx: PluginContext<unknown>, config: BotConfig, api: WebApi) {
    this.#ctx = ctx;
    this.#config = config;
    this.#api = api;
    this.#store = createThreadStore(ctx.state, ctx.log);
  }

  async deliver(event: HeadwindEvent, attempt: Attempt): Promise<Outcome> {
    const threads = await this.#store.read(event);
    const posted = threads.find(({ deliveries }) => deliveries.includes(attempt.id));
    if (posted !== undefined) {
      if (posted.unedited !== attempt.id) return delivered(`was already posted to ${posted.place.channel}`);
      return this.#edit(event, threads, posted, attempt);
    }
    const description = this.#ctx.describe(event);
    const addition = additionOf(event, attempt.id, description);
    const ours = threads.filter(({ configuredChannel }) => configuredChannel === this.#config.channel);
    const thread = threadFor(event, ours);
    if (thread === undefined) return this.#open(threads, addition, attempt);

    const answer = await this.#reply(thread, addition.shown, description, attempt);
    if (answer.ok) {
      const replied = repliedThread(thread, addition);
      const changed = replaced(threads, thread, replied);
      await this.#store.write(event, changed);
      return this.#edit(event, changed, replied, attempt);
    }
    if (!THREAD_GONE_CODES.has(answer.code)) return answer.outcome;
    this.#ctx.log.info('the thread is gone; a new one is opened', { answer: answer.code, delivery: attempt.id });
    const others = threads.filter((each) => each !== thread);
    return this.#open(others, addition, attempt);
  }

  async #open(threads: readonly Thread[], addition: Addition, { signal }: Attempt): Promise<Outcome> {
    const answer = await this.#api('chat.postMessage', postBody(this.#config, addition.shown), signal);
    if (!answer.ok) return answer.outcome;
    if (answer.place === undefined) return delivered('posted, but Slack did not say where: no thread can follow');
    const opened = openedThread(addition, this.#config.channel, answer.place);
    await this.#store.write(addition.event, [...threads, opened]);
    return delivered(`posted to ${answer.place.channel}`);
  }

  #reply({ place }: Thread, message: SlackMessage, { severity }: Description, { signal }: Attempt): Promise<ApiAnswer> {
    const body = {
      ...postBody({ ...this.#config, channel: place.channel }, message),
      thread_ts: place.ts,
      reply_broadcast: isBroadcast(this.#config, severity),
    };
    return this.#api('chat.postMessage', body, signal);
  }

  async #edit(
    event: HeadwindEvent,
    threads: readonly Thread[],
    thread: Thread,
    { id, signal }: Attempt,
  ): Promise<Outcome> {
    const { place } = thread;
    const answer = await this.#api('chat.update', { ...place, ...firstMessageOf(thread) }, signal);
    if (!answer.ok && answer.outcome.status === 'retry') return answer.outcome;
    if (!answer.ok) {
      const reason = answer.outcome.message;
      this.#ctx.log.warn('the first message of a thread cannot be edited', { reason, delivery: id });
    }
    await this.#store.write(event, replaced(threads, thread, editedThread(thread)));
    return delivered(`replied in a thread of ${place.channel}`);
  }
}

function additionOf(event: HeadwindEvent, deliveryId: string, description: Description): Addition {
  const { text, blocks } = messageOf(description, event);
  const label = plainLine(`${description.emoji} ${description.title}`, LABEL);
  return { event, deliveryId, label, shown: { kind: event.kind, text, blocks: blocks.map((block) => ({ ...block })) } };
}

/** The state that is shown, with the steps to it below the header. */
function firstMessageOf({ shown, steps }: Thread): SlackMessage {
  const line = steps.map(({ label }) => mrkdwn(label, LABEL * 2)).join(' → ');
  return { text: shown.text, blocks: [...shown.blocks.slice(0, 1), contextOf(line), ...shown.blocks.slice(1)] };
}

function isBroadcast({ broadcast }: BotConfig, severity: Description['severity']): boolean {
  return broadcast !== 'never' && SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(broadcast);
}

function replaced(threads: readonly Thread[], old: Thread, changed: Thread): readonly Thread[] {
  return threads.map((thread) => (thread === old ? changed : thread));
}
