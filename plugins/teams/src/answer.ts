import type { HttpReply } from '@headwind/plugin-api';

/** What an answer's body says. */
export interface Answer {
  /** Of an error as Power Automate writes it: `DirectApiAuthorizationRequired`. */
  readonly code?: string;
  /** In words; the body itself where it has no known form. */
  readonly text: string;
  /** Of the failure that a connector reports inside a 200. */
  readonly failure?: ConnectorFailure;
}

/** The status that Teams gave a connector; without one, whether the connector refuses the message or could not post it. */
export type ConnectorFailure = { readonly status: number } | 'refused' | 'not posted';

/**
 * A connector answers 200 whatever becomes of the message, and reports trouble in the body: `Webhook message delivery
 * failed with error: Microsoft Teams endpoint returned HTTP error 429 with ContextId …`.
 */
const NOT_POSTED = /Webhook message delivery failed|returned HTTP error \d{3}/i;

/** What a connector says of a message or an address that it does not take. */
const REFUSED =
  /Summary or Text is required|Bad payload received by generic incoming webhook|Invalid webhook (request|URL)/i;

/** Reads an answer of a workflow or a connector; a page of HTML is neither's (`isPage`). */
export function readAnswer(reply: HttpReply): Answer {
  const text = reply.text.trim();
  const failure = connectorFailure(text);
  if (failure !== undefined) return { text, failure };
  const { code, message } = powerAutomateError(text);
  if (typeof code !== 'string' || code === '') return { text };
  return { code, text: typeof message === 'string' ? message : '' };
}

/** Whether something on the way answered: Teams answers with plain text, JSON or nothing. */
export function isPage(reply: HttpReply): boolean {
  return reply.text.trimStart().startsWith('<');
}

function connectorFailure(text: string): ConnectorFailure | undefined {
  if (REFUSED.test(text)) return 'refused';
  if (!NOT_POSTED.test(text)) return undefined;
  const [, status] = /HTTP error (\d{3})/i.exec(text) ?? [];
  return status === undefined ? 'not posted' : { status: Number(status) };
}

/** `{"error":{"code":"…","message":"…"}}` */
function powerAutomateError(text: string): { readonly code?: unknown; readonly message?: unknown } {
  if (!text.startsWith('{')) return {};
  try {
    const { error }: { error?: unknown } = JSON.parse(text);
    return typeof error === 'object' && error !== null ? error : {};
  } catch {
    return {};
  }
}
