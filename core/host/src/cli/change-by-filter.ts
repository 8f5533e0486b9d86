import type { z } from 'zod';
import type { ApiCall, ApiClient } from './api-client.js';
import { confirm, requireSomebodyToAsk } from './confirm.js';
import { deadLettersText, numberText } from './count-text.js';
import { type ChangedPage, type DeadLetterChange, dryRunAnswer } from './dead-letter-change.js';
import type { ApiFilter } from './delivery-filter.js';
import { type ExitCode, FAILED, OK } from './exit-code.js';
import { printableJson, printableLine } from './printable.js';
import { showProgress } from './progress.js';
import { type StopSignal, stopSignal } from './stop-signal.js';
import type { Terminal } from './terminal.js';
import { unknownChannel } from './unknown-channel.js';

/** So many a request: one is done soon enough to stop after it. */
const CHANGE_LIMIT = 500;

/** What the API counts at once, at most. */
const COUNT_LIMIT = 10_000;

export interface ChangeByFilterOptions {
  /** Without a condition it is all of them. */
  readonly filter: ApiFilter;
  /** Without asking. */
  readonly yes: boolean;
  readonly json: boolean;
}

/**
 * Replays or discards the dead letters that match.
 *
 *   counting ──▶ asking ──yes──▶ changing ──nothing left──▶ exit 0
 *      │            └──no──▶ exit 1  │ └──a signal────────▶ stopped between two requests: exit 1
 *      ├──none──▶ exit 0             └──refused, no host──▶ exit 1
 *      └──none, and no such channel──▶ exit 1
 *
 * What is done is done for good, so the same command goes on with the rest.
 */
export async function changeByFilter(
  change: DeadLetterChange,
  { filter, yes, json }: ChangeByFilterOptions,
  client: ApiClient,
  terminal: Terminal,
): Promise<ExitCode> {
  if (!yes) requireSomebodyToAsk(terminal);
  const { stdout, stderr } = terminal;
  const isAll = Object.keys(filter).length === 0;
  const conditions = isAll ? { all: true } : filter;
  const total = await count(change, conditions, client);
  if (total === 0) {
    stderr.write(`no dead letters${isAll ? '' : ' that match'}\n`);
    if (json) stdout.write(jsonOf(change, { count: 0, next: null }));
    const unknown = await unknownChannel(filter.channel, client);
    if (unknown === undefined) return OK;
    stderr.write(`${unknown}\n`);
    return FAILED;
  }
  if (!yes && !(await confirm(questionOf(change, total, filter), terminal))) {
    stderr.write(`nothing is ${change.done}\n`);
    return FAILED;
  }
  const stop = stopSignal(terminal);
  try {
    const result = await changeAll(change, conditions, total, client, terminal, stop);
    stdout.write(json ? jsonOf(change, result) : `${change.done} ${deadLettersText(result.count)}\n`);
    return result.next === null ? OK : FAILED;
  } finally {
    stop.release();
  }
}

async function count(change: DeadLetterChange, conditions: object, client: ApiClient): Promise<number> {
  const body = { ...conditions, dryRun: true, limit: COUNT_LIMIT };
  let total = 0;
  for await (const page of pages({ path: change.path }, body, dryRunAnswer, client)) total += page.count;
  return total;
}

/** Goes on until nothing is left or a signal stops it; then it says so, and where it stopped. */
async function changeAll(
  change: DeadLetterChange,
  conditions: object,
  total: number,
  client: ApiClient,
  { stderr }: Terminal,
  { signal }: StopSignal,
): Promise<ChangedPage> {
  const progress = showProgress(change.done, total, stderr);
  const call = { path: change.path, afterTimeout: 'What was asked for last may be done all the same.' };
  let done = 0;
  let next: string | null | undefined;
  try {
    for await (const page of pages(call, { ...conditions, limit: CHANGE_LIMIT }, change.answer, client)) {
      done += page.count;
      next = page.next;
      progress.update(done);
      if (signal.aborted) break;
    }
  } finally {
    progress.stop();
    if (next !== null) stderr.write(`${stoppedText(change, done, total)}\n`);
  }
  return { count: done, next: next ?? null };
}

/** One request after the other, each from where the last one stopped. */
async function* pages(
  call: Pick<ApiCall, 'path' | 'afterTimeout'>,
  body: object,
  answer: z.ZodType<ChangedPage>,
  client: ApiClient,
): AsyncGenerator<ChangedPage> {
  let cursor: string | null = null;
  do {
    const text = JSON.stringify(cursor === null ? body : { ...body, cursor });
    const page: ChangedPage = await client.request({ ...call, method: 'POST', body: text }, answer);
    yield page;
    cursor = page.next;
  } while (cursor !== null);
}

function questionOf({ verb, warning }: DeadLetterChange, total: number, filter: ApiFilter): string {
  const { channel, event, eventId, namespace, workload, from, to } = filter;
  const others = Object.entries({
    event,
    'event id': eventId,
    namespace,
    workload,
    'published since': from,
    'published before': to,
  }).flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${value}`]));
  const parts = [
    `${verb} ${deadLettersText(total)}`,
    ...(channel === undefined ? [] : [`of ${channel}`]),
    ...(others.length === 0 ? [] : [`(${others.join(', ')})`]),
  ];
  const question = `${printableLine(parts.join(' '))}?`;
  return warning === undefined ? question : `${question} ${warning}`;
}

function stoppedText({ done }: DeadLetterChange, count: number, total: number): string {
  return `stopped: ${numberText(count)} of ${numberText(total)} are ${done}. The same command goes on with the rest.`;
}

/** As the API answers it. */
function jsonOf({ done }: DeadLetterChange, { count, next }: ChangedPage): string {
  return `${printableJson({ [done]: count, next })}\n`;
}
