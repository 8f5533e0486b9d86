import { type HttpPost, type HttpReply, networkFault, type PluginHttp } from '@headwind/plugin-api';
import { ReplyScript } from './reply-script.js';
import { RequestList } from './request-list.js';
import { firstHalf, replyWith, type ScriptedAnswer } from './scripted-answer.js';

/** A request that a plugin made. */
export interface SentRequest {
  /** Which of the two of `ctx.http` it was made with. */
  readonly by: 'post' | 'fetch';
  readonly method: string;
  /** Whole, with the query. */
  readonly url: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Answers a request. */
export type Responder = (request: SentRequest) => ScriptedAnswer;

/**
 * `ctx.http` that reaches no network: it keeps the requests and answers by a script.
 *
 * A reset and a body that is cut off reject with the code `ECONNRESET`, a signal with its reason, as in the host.
 */
export class ScriptedHttp extends ReplyScript implements PluginHttp {
  readonly #requests = new RequestList<SentRequest>();
  readonly #otherwise: Responder;

  /** @param otherwise answers past the end of the script. @defaultValue 200 to everything */
  constructor(otherwise: Responder = () => replyWith(200)) {
    super();
    this.#otherwise = otherwise;
  }

  /** Everything that was sent, oldest first. */
  get requests(): readonly SentRequest[] {
    return this.#requests.all;
  }

  /** Resolves with every request so far as soon as there are at least `count`. */
  waitFor(count: number): Promise<readonly SentRequest[]> {
    return this.#requests.waitFor(count);
  }

  readonly post = async (url: string, { json, body, headers, signal }: HttpPost): Promise<HttpReply> => {
    signal?.throwIfAborted();
    const sent = new Headers({ ...(json !== undefined && { 'content-type': 'application/json' }), ...headers });
    const answer = this.#take({
      by: 'post',
      method: 'POST',
      url: new URL(url).href,
      headers: Object.fromEntries(sent),
      body: json === undefined ? (body ?? '') : JSON.stringify(json),
    });
    if (answer.type === 'hang' || answer.type === 'slow body') return untilAborted(signal);
    if (answer.type !== 'reply') throw connectionReset();
    const given = new Headers(answer.headers);
    return { status: answer.status, header: (name) => given.get(name) ?? undefined, text: answer.body };
  };

  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const { signal } = request;
    signal.throwIfAborted();
    const answer = this.#take({
      by: 'fetch',
      method: request.method,
      url: request.url,
      headers: Object.fromEntries(request.headers),
      body: await request.text(),
    });
    if (answer.type === 'hang') return untilAborted(signal);
    if (answer.type === 'reset') throw networkFault(new TypeError('fetch failed', { cause: connectionReset() }));
    return new Response(bodyOf(answer, signal), { status: answer.status, headers: answer.headers });
  };

  #take(request: SentRequest): ScriptedAnswer {
    this.#requests.add(request);
    this.#requests.tell();
    return this.nextAnswer() ?? this.#otherwise(request);
  }
}

/** These have no body at all (the Fetch standard, "null body status"). */
const WITHOUT_BODY = [204, 205, 304];

type WithBody = Extract<ScriptedAnswer, { readonly body: string }>;

function bodyOf({ type, status, body }: WithBody, signal: AbortSignal): string | ReadableStream<Uint8Array> | null {
  if (type === 'reply') return WITHOUT_BODY.includes(status) ? null : body;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(firstHalf(body)));
      if (type === 'cut-off body')
        controller.error(networkFault(new TypeError('terminated', { cause: connectionReset() })));
      else signal.addEventListener('abort', () => controller.error(signal.reason), { once: true });
    },
  });
}

/** For ever, where nobody gives a signal. */
function untilAborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function connectionReset(): Error {
  return networkFault(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }));
}
