/** What an answer says, besides its status. */
export interface ScriptedReply {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** `Retry-After`: seconds, or an HTTP date. */
  readonly retryAfter?: number | string;
}

/** An answer with everything that goes over the wire. */
export interface AnswerParts {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What becomes of one request. */
export type ScriptedAnswer =
  | ({ readonly type: 'reply' } & AnswerParts)
  | { readonly type: 'hang' }
  | { readonly type: 'reset' }
  | ({ readonly type: 'slow body' } & AnswerParts)
  | ({ readonly type: 'cut-off body' } & AnswerParts);

/** An answer. */
export function replyWith(status: number, reply: ScriptedReply = {}): ScriptedAnswer {
  return { type: 'reply', ...partsOf(status, reply) };
}

/** The request is taken and never answered. */
export function hang(): ScriptedAnswer {
  return { type: 'hang' };
}

/** The connection is reset before there is an answer. */
export function reset(): ScriptedAnswer {
  return { type: 'reset' };
}

/** The head of an answer and half of its body; the rest never comes. */
export function slowBody(status = 200, reply: ScriptedReply = {}): ScriptedAnswer {
  return { type: 'slow body', ...partsOf(status, withBody(reply)) };
}

/** The head of an answer and half of its body; then the connection is reset. */
export function cutOffBody(status = 200, reply: ScriptedReply = {}): ScriptedAnswer {
  return { type: 'cut-off body', ...partsOf(status, withBody(reply)) };
}

/** The half of a body that comes. */
export function firstHalf(body: string): string {
  return body.slice(0, Math.ceil(body.length / 2));
}

function partsOf(status: number, { headers = {}, body = '', retryAfter }: ScriptedReply): AnswerParts {
  return {
    status,
    headers: { ...headers, ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }) },
    body,
  };
}

/** Only of a body can there be half. */
function withBody(reply: ScriptedReply): ScriptedReply {
  return reply.body === undefined || reply.body.length < 2 ? { ...reply, body: '{"ok":true}' } : reply;
}
