import {
  blankOut,
  credentialParts,
  delivered,
  fitText,
  type HttpReply,
  type Outcome,
  outcomeOf,
  rejected,
  retry,
} from '@headwind/plugin-api';
import { type Answer, readAnswer } from './answer.js';
import { isConnector } from './connector.js';

/** Of what Teams says, at most so many characters are quoted. */
const LONGEST_QUOTATION = 200;

const ACCEPTED = 'accepted by the workflow; whether it was posted shows in Teams alone';

/** Turns the answer of Teams into an outcome. Messages name it by its host alone. */
export type ReplyReader = (reply: HttpReply) => Outcome;

/*
 * answer                                                    outcome
 * ───────────────────────────────────────────────────────   ─────────────────────────────────────────────────
 * 2xx, a failure reported in the body: HTTP error 429       retry, rate limited
 *                                      408, 5xx, no status  retry
 *                                      any other            rejected
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
    if (isTemporary(status)) return outcomeOf(replyOf(status, said, reply));
    return rejected(refusal(`HTTP ${status} from ${url.host}`, adviceFor(status, targetOf(reply, url)), said));
  };

  function readSuccess(reply: HttpReply, answer: Answer, said: string): Outcome {
    const { status } = reply;
    const { failure } = answer;
    if (failure !== undefined) {
      const inner = failure.status;
      if (inner === undefined) return retry(`HTTP ${status} from ${url.host}, but it was not posted: ${said}`);
      if (isTemporary(inner)) return outcomeOf(replyOf(inner, `inside a ${status}: ${said}`, reply));
      return rejected(refusal(`HTTP ${inner} inside a ${status} from ${url.host}`, connectorAdvice(inner), said));
    }
    if (answer.code !== undefined) {
      return rejected(`HTTP ${status} from ${url.host}, but with an error: ${said}. Check the runs of the workflow.`);
    }
    if (status === 202) return delivered(ACCEPTED);
    if (answer.text === '1') return delivered();
    if (isConnector(url)) return retry(`HTTP ${status} from ${url.host}, but not the "1" of a message posted: ${said}`);
    return delivered(`the workflow answered ${status}; whether it was posted shows in Teams alone`);
  }
}

function isTemporary(status: number): boolean {
  return status === 429 || status === 408 || status >= 500;
}

function replyOf(status: number, text: string, reply: HttpReply): HttpReply {
  return { status, text, header: (name) => reply.header(name) };
}

function quotation({ code, text }: Answer, unquotable: readonly string[]): string {
  const words = fitText(blankOut(text, unquotable), LONGEST_QUOTATION).split('\n', 1)[0]?.trim() ?? '';
  if (code === undefined) return words;
  const name = fitText(blankOut(code, unquotable), 80);
  return words === '' ? name : `${name}: ${words}`;
}

function refusal(who: string, advice: string, said: string): string {
  return `${who}: ${advice}${said === '' ? '' : ` It says: ${said}`}`;
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
