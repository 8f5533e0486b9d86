import { StringDecoder } from 'node:string_decoder';
import type { HttpReply } from '@headwind/plugin-api';

/** Headers as undici hands them over, by lower-case name. */
export type ReplyHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** The answer to a POST. */
export class PostReply implements HttpReply {
  readonly status: number;
  readonly text: string;
  readonly headers: ReplyHeaders;

  constructor(status: number, headers: ReplyHeaders, text: string) {
    this.status = status;
    this.headers = headers;
    this.text = text;
  }

  header(name: string): string | undefined {
    const value = Object.hasOwn(this.headers, name) ? this.headers[name] : undefined;
    return Array.isArray(value) ? value.join(', ') : value;
  }
}

/** The first `limit` bytes as UTF-8; a character cut in two at the end is left out. */
export function textUpTo(bytes: Buffer, limit: number): string {
  return bytes.length <= limit ? bytes.toString('utf8') : new StringDecoder('utf8').write(bytes.subarray(0, limit));
}
