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
import { type PagerDutyAnswer, parseAnswer } from './answer.js';
import { baseUrlOf, type PagerDutyConfig } from './config.js';

/** Of what somebody else says, in characters. */
const MAX_QUOTE = 200;

/**
 * Turns the answer to one request into an outcome. Messages name the receiver by its host alone.
 *
 * @param effect what has happened if the answer is an acceptance
 */
export type ReplyReader = (reply: HttpReply, effect: string) => Outcome;

/**
 * The answers of the Events API v2: 202 accepted; 400 never to be sent again; 429 and 5xx to be sent again. Others come
 * from what stands between the host and PagerDuty.
 */
export function createReplyReader(config: PagerDutyConfig): ReplyReader {
  const { host } = new URL(baseUrlOf(config));
  return (reply, effect) => {
    const { status } = reply;
    const answer = parseAnswer(reply.text);
    const quote = quoteOf(reply, answer, config.routingKey);
    if (isAcceptance(reply, answer)) return delivered(effect);
    if (status >= 200 && status < 300) return retry(misplacedText(reply, host, quote), { reason: 'network' });
    if (status === 408 || status === 429 || status >= 500) {
      return later(reply, host, quote);
    }
    const message = `HTTP ${status} from ${host}: ${quote === '' ? '' : `${quote}. `}${adviceFor(status, answer)}`;
    return rejected(message, { reason: isWrongKey(status, answer) ? 'credentials' : reasonOfStatus(status) });
  };
}

/**
 * A page of a proxy is no acceptance, whatever its status. A 202 without a body is one: no proxy answers so of its own
 * accord, and some take the body of an answer away.
 */
function isAcceptance({ status, text }: HttpReply, answer: PagerDutyAnswer | undefined): boolean {
  if (status < 200 || status >= 300) return false;
  return answer?.status === 'success' || (status === 202 && text.trim() === '');
}

/** Not before `Retry-After`, where it says one. */
function later(reply: HttpReply, host: string, quote: string): RetryOutcome {
  const { status } = reply;
  const happening =
    status === 429
      ? 'It takes no more events at the moment, so the channel pauses.'
      : 'There is trouble at it or on the way, which may pass.';
  return retryOf(reply, `HTTP ${status} from ${host}: ${quote === '' ? '' : `${quote}. `}${happening}`);
}

function misplacedText({ status }: HttpReply, host: string, quote: string): string {
  const said = quote === '' ? 'nothing' : quote;
  return `HTTP ${status} from ${host}, but not as PagerDuty accepts an event; it says: ${said}. Something on the way may have answered in its place: check "baseUrl" and the proxy of the environment.`;
}

/** What to do, in a sentence. */
function adviceFor(status: number, answer: PagerDutyAnswer | undefined): string {
  if (status >= 300 && status < 400) {
    return 'It answers with a redirect, and redirects are not followed. Check "baseUrl" and the proxy of the environment.';
  }
  switch (status) {
    case 400:
      return isWrongKey(status, answer)
        ? 'Check "routingKey": it is the "Integration Key" of an integration of type "Events API V2" that still exists, and "region" is that of its account.'
        : 'PagerDuty never takes this message as it is. Correct what it names, in a template or in the event, and publish the event again under another id.';
    case 401:
    case 403:
      return 'Access is refused. Check "routingKey" and "region", and whether a proxy or firewall on the way lets the host out: PagerDuty itself refuses a wrong key with 400.';
    case 404:
      return 'There is no such address. Check "region" and "baseUrl"; /v2/enqueue is added to the latter.';
    case 413:
      return 'The message is too large for something on the way: PagerDuty takes 512 KB, and no message is as large. Raise the limit of the proxy.';
    default:
      return 'PagerDuty documents no such answer. Check "baseUrl" and the proxy of the environment.';
  }
}

/** PagerDuty answers 400 to a wrong key as well. */
function isWrongKey(status: number, answer: PagerDutyAnswer | undefined): boolean {
  return status === 400 && answer?.errors.some(isAboutRoutingKey) === true;
}

/** `Length of 'routing_key' is incorrect (should be 32 characters)`, `Invalid routing key` */
function isAboutRoutingKey(error: string): boolean {
  return /routing.?key/i.test(error);
}

/** What the answer says, on one line, short, and without the key should it be repeated. */
function quoteOf({ text }: HttpReply, answer: PagerDutyAnswer | undefined, routingKey: string): string {
  const said = answer === undefined ? (text.trim().split('\n', 1)[0] ?? '') : wordsOf(answer);
  return fitLine(blankOut(said, [routingKey]), MAX_QUOTE).replace(/\.+$/, '');
}

function wordsOf({ status, message, errors }: PagerDutyAnswer): string {
  const words = errors.length > 0 ? errors.join('; ') : message;
  return words === '' ? status : words;
}
