import {
  blankOut,
  delivered,
  fitLine,
  type HttpReply,
  type Outcome,
  type RetryOutcome,
  reasonOfStatus,
  rejected,
  retry,
  retryOf,
} from '@headwind/plugin-api';
import { z } from 'zod';
import { apiUrlOf, type OpsgenieConfig } from './config.js';
import type { AlertAction } from './request.js';

/** Characters of what is quoted of an answer. */
const QUOTE_LENGTH = 200;

/** What the answers of the API have, errors included (docs.opsgenie.com, "Response"). */
const answerSchema = z.object({
  result: z.string().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
  /** What is wrong, by field. */
  errors: z.record(z.string(), z.unknown()).optional().catch(undefined),
  requestId: z.string().optional().catch(undefined),
});

type Answer = z.output<typeof answerSchema>;

/** Turns an answer of the API into an outcome. Messages name the API by its host alone, and never the key. */
export type ReplyReader = (reply: HttpReply, action: AlertAction) => Outcome;

export function createReplyReader(config: OpsgenieConfig): ReplyReader {
  const { host } = new URL(apiUrlOf(config));
  return (reply, action) => {
    const { status } = reply;
    const answer = answerOf(reply.text);
    if (status >= 200 && status < 300) return readSuccess(status, answer, action);
    if (status === 404 && action !== 'open' && isAboutAlert(answer)) {
      return delivered(`there is no such alert, so there is nothing to ${action}`);
    }
    const said = quote(saidBy(answer) ?? reply.text, config.apiKey);
    const words = said === '' ? '' : ` It says: ${said}`;
    if (status === 408 || status === 429 || status >= 500) return later(reply, words);
    const message = `HTTP ${status} from ${host}: ${adviceFor({ status, answer, action }, config)}${words}`;
    return rejected(message, { reason: isWrongKey(status, answer) ? 'credentials' : reasonOfStatus(status) });
  };

  /** 202 says that the request is well formed; whether the alert is opened or closed is decided later. */
  function readSuccess(status: number, answer: Answer | undefined, action: AlertAction): Outcome {
    if (answer?.requestId === undefined && answer?.result === undefined) {
      return retry(
        `HTTP ${status} from ${host} without the answer of Opsgenie: a proxy or a login page may have answered in its place. Check "baseUrl" and what lies between.`,
        { reason: 'network' },
      );
    }
    const requestId = blankOut(answer.requestId ?? '', [config.apiKey]);
    const request = /^[\w-]{1,64}$/.test(requestId) ? `, request ${requestId}` : '';
    return delivered(`accepted to ${action} the alert, not processed yet${request}`);
  }

  /** Not before `Retry-After`, where it says one. */
  function later(reply: HttpReply, words: string): RetryOutcome {
    const { status } = reply;
    const happening =
      status === 429
        ? 'it takes no more requests at the moment, so the channel pauses.'
        : 'there is trouble at it or on the way, which may pass.';
    return retryOf(reply, `HTTP ${status} from ${host}: ${happening}${words}`);
  }
}

/**
 * Whether a 404 is the API's own word on an alert. What answers at a wrong "baseUrl" knows no request ids, and the API
 * itself has no handler for a wrong path.
 */
function isAboutAlert(answer: Answer | undefined): boolean {
  return answer?.requestId !== undefined && !/\bhandler\b/i.test(answer.message ?? '');
}

/** What was asked, and what came of it. */
interface Refusal {
  readonly status: number;
  readonly answer: Answer | undefined;
  readonly action: AlertAction;
}

/** What to do about the answers that need somebody's hand. */
function adviceFor({ status, answer, action }: Refusal, { baseUrl }: OpsgenieConfig): string {
  if (status >= 300 && status < 400) {
    return 'it answers with a redirect, and redirects are not followed. Check "baseUrl".';
  }
  const place = baseUrl === undefined ? '"region"' : '"baseUrl"';
  const wrongKey = `it does not know the key, or the integration is turned off. Check "apiKey", that its integration is turned on, and that ${place} is where it was made.`;
  switch (status) {
    case 401:
      return wrongKey;
    case 402:
      return 'the plan of the account does not include this. Check the subscription.';
    case 403:
      return 'the key may not open and close alerts. Use the key of an integration of type "API" (not one of the settings\' "API key management") that has the right to create and update, and is not restricted.';
    case 404:
      return 'it knows no such address. Check "baseUrl": "/v2/alerts" is added to it.';
    case 422:
      if (isWrongKey(status, answer)) return wrongKey;
      if (action === 'open') return 'it refuses what the alert says. Check "responders" and "tags".';
      return action === 'raise' ? 'it refuses the priority. Check "priorities".' : 'it refuses the request.';
    default:
      return 'it refuses the request.';
  }
}

/** Opsgenie answers 422 to a key of another form. */
function isWrongKey(status: number, answer: Answer | undefined): boolean {
  return status === 422 && answer?.message?.startsWith('Key format') === true;
}

/** Undefined for what is no JSON object: then it is not the API that answered. */
function answerOf(text: string): Answer | undefined {
  try {
    return answerSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function saidBy(answer: Answer | undefined): string | undefined {
  const errors = Object.entries(answer?.errors ?? {}).map(([field, error]) => `${field} ${textOf(error)}`);
  const said = [...errors, answer?.message].filter((part) => part !== undefined && part !== '');
  return said.length === 0 ? undefined : said.join('; ');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** The first line, short, without the key should it be repeated. */
function quote(text: string, apiKey: string): string {
  const firstLine = text.trim().split('\n', 1)[0] ?? '';
  return fitLine(blankOut(firstLine, [apiKey]), QUOTE_LENGTH);
}
