import {
  blankOut,
  credentialParts,
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
import { type Answer, type ConnectorFailure, isPage, readAnswer } from './answer.js';
import { isConnector } from './connector.js';

/** Of what Teams says, at most so many characters are quoted. */
const LONGEST_QUOTATION = 200;

const ACCEPTED = 'accepted by the workflow; whether it was posted shows in Teams alone';

/** Turns the answer of Teams into an outcome. Messages name it by its host alone. */
export type ReplyReader = (reply: HttpReply) => Outcome;

/*
 * answer                                                    outcome
 * ───────────────────────────────────────────────────────   ─────────────────────────────────────────────────
 * 2xx, a page of HTML                                       retry: something on the way answered
 * 2xx, a failure of a connector in the body: error 429      retry, rate limited
 *                                 408, 5xx, no status       retry
 *                                 any other, refused        rejected
 * 2xx, an error as Power Automate writes it                 rejected
 * 200, not "1", of a connector                              retry: a connector says "1" for what it posted
 * 202                                                       delivered: the workflow is triggered, no more
 * any other 2xx: "1", or a workflow with a Response action  delivered
 * 429                                                       retry, rate limited
 * 408, 5xx                                                  retry
 * anything else, redirects included                         rejected
 *
 * With 429, 408 and 5xx, in the body too, not before `Retry-After`.
 */
export function createReplyReader(webhookUrl: string): ReplyReader {
  const url = new URL(webhookUrl);
  const unquotable = credentialParts(url);

  return (reply) => {
    const { status } = reply;
    const answer = readAnswer(reply);
    const said = quotation(answer, unquotable);
    if (status >= 200 && status < 300) return readSuccess(reply, answer, said);
    const what = `HTTP ${status} from ${url.host}`;
    if (isTemporary(status)) return later(status, what, said, reply);
    return rejected(worded(what, adviceFor(status, targetOf(reply, url)), said), { reason: reasonOfStatus(status) });
  };

  function readSuccess(reply: HttpReply, answer: Answer, said: string): Outcome {
    const { status } = reply;
    if (isPage(reply)) {
      return retry(
        `HTTP ${status} from ${url.host}, but with a page of HTML: something on the way answered in its place. Check the URL and the proxy of the environment.`,
        { reason: 'network' },
      );
    }
    if (answer.failure !== undefined) return readFailure(answer.failure, reply, said);
    if (answer.code !== undefined) {
      return rejected(`HTTP ${status} from ${url.host}, but with an error: ${said}. Check the runs of the workflow.`, {
        reason: 'refused',
      });
    }
    if (status === 202) return delivered(ACCEPTED);
    if (answer.text === '1') return delivered();
    if (isConnector(url)) {
      return retry(`HTTP ${status} from ${url.host}, but not the "1" of a message posted: ${said}`, {
        reason: 'server_error',
      });
    }
    return delivered(`the workflow answered ${status}; whether it was posted shows in Teams alone`);
  }

  function readFailure(failure: ConnectorFailure, reply: HttpReply, said: string): Outcome {
    const { status } = reply;
    if (failure === 'not posted') {
      return retry(`HTTP ${status} from ${url.host}, but it was not posted: ${said}`, { reason: 'server_error' });
    }
    if (failure === 'refused') {
      return rejected(worded(`HTTP ${status} from ${url.host}, but with a refusal`, adviceFor(400), said), {
        reason: 'refused',
      });
    }
    const what = `HTTP ${failure.status} inside a ${status} from ${url.host}`;
    if (isTemporary(failure.status)) return later(failure.status, what, said, reply);
    return rejected(worded(what, connectorAdvice(failure.status), said), { reason: reasonOfStatus(failure.status) });
  }
}

function isTemporary(status: number): boolean {
  return status === 429 || status === 408 || status >= 500;
}

/** Not before `Retry-After`, where it says one. */
function later(status: number, what: string, said: string, reply: HttpReply): RetryOutcome {
  const happening =
    status === 429
      ? 'it takes no more messages at the moment, so the channel pauses.'
      : 'there is trouble at it or on the way, which may pass.';
  return retryOf(reply, worded(what, happening, said), status);
}

function quotation({ code, text }: Answer, unquotable: readonly string[]): string {
  const words = fitLine(blankOut(text, unquotable).trim().split('\n', 1)[0] ?? '', LONGEST_QUOTATION);
  if (code === undefined) return words;
  const name = fitLine(blankOut(code, unquotable), 80);
  return words === '' ? name : `${name}: ${words}`;
}

function worded(what: string, advice: string, said: string): string {
  return `${what}: ${advice}${said === '' ? '' : ` It says: ${said}`}`;
}

/** What to do about what a connector reports of Teams. */
function connectorAdvice(status: number): string {
  if (status === 400 || status === 413) return adviceFor(status);
  return 'Teams takes no messages from this connector: it or its channel is gone or blocked. Make a Workflows webhook in its place.';
}

/** What to do about the answers that need somebody's hand. */
function adviceFor(status: number, target = ''): string {
  if (status >= 300 && status < 400) {
    return `it answers with a redirect${target}, and redirects are not followed. Copy the URL from the workflow's trigger again.`;
  }
  switch (status) {
    case 400:
      return 'it refuses the format of the message, or the connector or workflow behind the URL is no longer configured. Check in Teams that the workflow is there, turned on, and begins with "When a Teams webhook request is received".';
    case 401:
    case 403:
      return 'it wants a signature or a sign-in. Copy the whole URL again (its end, "sig=…", belongs to it), and let "Anyone" trigger the workflow.';
    case 404:
      return 'it knows no such workflow or connector: it was deleted, or the URL is incomplete. Copy the whole URL again, or make a new Workflows webhook.';
    case 410:
      return 'the workflow or connector behind the URL is gone. Make a new Workflows webhook and configure its URL.';
    case 413:
      return 'it finds the message too large, although messages stay below 20 KB. Shorten what templates add, and see whether a proxy on the way has a limit of its own.';
    default:
      return 'it refuses the message. Check the URL, and the runs of the workflow.';
  }
}

/** Where a redirect leads: no more than its host, as its path may carry a secret. */
function targetOf(reply: HttpReply, url: URL): string {
  const location = reply.header('location') ?? '';
  if (location === '' || !URL.canParse(location, url.href)) return '';
  return ` to ${new URL(location, url).host}`;
}
