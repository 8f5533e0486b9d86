import type { HttpReply } from '@headwind/plugin-api';

/** What an answer's body says. */
export interface Answer {
  /** Of an error as Power Automate writes it: `DirectApiAuthorizationRequired`. */
  readonly code?: string;
  /** In words; the body itself where it has no known form. */
  readonly text: string;
  /** Of the failure that a connector reports inside a 200: the status Teams gave it, where it gave one. */
  readonly failure?: { readonly status?: number };
}

/**
 * A connector answers 200 whatever becomes of the message, and reports trouble in the body: `Webhook message delivery
 * failed with error: Microsoft Teams endpoint returned HTTP error 429 with ContextId …`.
 */
const CONNECTOR_FAILURE = /Webhook message delivery failed|returned HTTP error \d{3}/i;

export function readAnswer(reply: HttpReply): Answer {
  const text = reply.text.trim();
  if (CONNECTOR_FAILURE.test(text)) {
    const [, status] = /HTTP error (\d{3})/i.exec(text) ?? [];
    return { text, failure: status === undefined ? {} : { status: Number(status) } };
  }
  const { code, message } = powerAutomateError(text);
  if (typeof code !== 'string' || code === '') return { text };
  return { code, text: typeof message === 'string' ? message : '' };
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
