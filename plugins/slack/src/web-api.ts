import type { HttpReply, PluginHttp, RejectedOutcome, RetryOutcome } from '@headwind/plugin-api';
import { HTTP, inject, injectable } from '@headwind/plugin-di';
import type { BotConfig } from './config.js';
import { codeOf, createRefusalReader, jsonObject, notSlacks } from './refusal.js';
import { BOT } from './tokens.js';

/** The methods of the Web API that are called. */
export type ApiMethod = 'chat.postMessage' | 'chat.update';

/** Where a message is: the id of its channel, whatever the configuration calls it, and its time stamp, which is its id there. */
export interface MessagePlace {
  readonly channel: string;
  readonly ts: string;
}

export type ApiAnswer =
  /** `place` is missing only where the answer does not say it as Slack does. */
  | { readonly ok: true; readonly place: MessagePlace | undefined }
  | { readonly ok: false; readonly code: string; readonly outcome: RejectedOutcome | RetryOutcome };

/** `C0123456789` */
const CHANNEL_ID = /^[A-Z0-9]{1,20}$/;
/** `1762425000.000100` */
const TIME_STAMP = /^[0-9.]{1,30}$/;

export const API_CONTENT_TYPE = 'application/json; charset=utf-8';

/** Slack's Web API. It answers 200 to errors as well, with `ok: false`. */
@injectable()
export class WebApi {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #http: PluginHttp;
  readonly #read: (reply: HttpReply, method: ApiMethod) => ApiAnswer;

  constructor(@inject(BOT) { apiUrl, token }: BotConfig, @inject(HTTP) http: PluginHttp) {
    this.#url = apiUrl;
    this.#headers = { authorization: `Bearer ${token}`, 'content-type': API_CONTENT_TYPE };
    this.#http = http;
    this.#read = createReader(new URL(apiUrl).host, token);
  }

  async call(method: ApiMethod, body: unknown, signal: AbortSignal): Promise<ApiAnswer> {
    const reply = await this.#http.post(`${this.#url}/${method}`, { headers: this.#headers, json: body, signal });
    return this.#read(reply, method);
  }
}

function createReader(host: string, token: string): (reply: HttpReply, method: ApiMethod) => ApiAnswer {
  const refuse = createRefusalReader(host, [token, token.slice('xoxb-'.length)]);
  return (reply, method) => {
    const json = jsonObject(reply.text);
    const succeeded = reply.status >= 200 && reply.status < 300;
    if (succeeded && json?.ok === true) return { ok: true, place: placeOf(json) };
    if (json?.ok === false) {
      const code = codeOf(json);
      const otherwise = `Look it up at https://docs.slack.dev/reference/methods/${method}.`;
      return { ok: false, code, outcome: refuse(reply, { code, otherwise, detail: detailOf(json) }) };
    }
    const remedy = 'See whether a proxy or firewall stands between, and check `apiUrl`.';
    if (succeeded) return { ok: false, code: '', outcome: notSlacks(host, reply, remedy) };
    return { ok: false, code: '', outcome: refuse(reply, { code: reply.text, otherwise: remedy }) };
  };
}

/** A place of any other form is none: what is kept, sent back and named in notes is what Slack itself gives out. */
function placeOf({ channel, ts }: Readonly<Record<string, unknown>>): MessagePlace | undefined {
  if (typeof channel !== 'string' || typeof ts !== 'string') return undefined;
  return CHANNEL_ID.test(channel) && TIME_STAMP.test(ts) ? { channel, ts } : undefined;
}

/** The scope that is missing, or what is wrong with the blocks. */
function detailOf(json: Readonly<Record<string, unknown>>): string {
  if (typeof json.needed === 'string') return `needed: ${json.needed}`;
  const { messages }: { messages?: unknown } = Object(json.response_metadata);
  return Array.isArray(messages) ? messages.filter((each) => typeof each === 'string').join('; ') : '';
}
