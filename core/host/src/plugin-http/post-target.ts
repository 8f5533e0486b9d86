import type { AddressGuard } from './address-guard.js';

/** A URL taken apart once, its host checked. */
export interface PostTarget {
  readonly origin: string;
  /** Path and query. */
  readonly path: string;
  /** Host and port, for messages. */
  readonly host: string;
  /** From the user name and password of the URL, if it has any. */
  readonly authorization?: string;
}

/** Enough for every channel a host will have; a channel that puts an id into each URL only makes the others parse again. */
const MAX_TARGETS = 1_000;

/** Takes URLs apart, and keeps the last thousand: a channel posts to the same few for ever. */
export class PostTargets {
  readonly #guard: AddressGuard;
  readonly #byUrl = new Map<string, PostTarget>();

  constructor(guard: AddressGuard) {
    this.#guard = guard;
  }

  /** @throws `ADDRESS_REFUSED`, or a TypeError for what is no http or https URL */
  get(url: string): PostTarget {
    const known = this.#byUrl.get(url);
    if (known) return known;
    const target = parseTarget(url);
    this.#guard.check(target.hostname);
    if (this.#byUrl.size >= MAX_TARGETS) this.#byUrl.clear();
    this.#byUrl.set(url, target);
    return target;
  }
}

function parseTarget(text: string): PostTarget & { readonly hostname: string } {
  const url = httpUrlOf(text);
  const { origin, hostname, host, username, password } = url;
  const target = { origin, hostname, host, path: url.pathname + url.search };
  if (username === '' && password === '') return target;
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { ...target, authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
}

/** @throws TypeError that does not repeat the URL */
export function httpUrlOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) throw new TypeError('The URL to reach is not a valid URL.');
  if (url.protocol === 'http:' || url.protocol === 'https:') return url;
  throw new TypeError(`The URL to reach must start with http:// or https://, not with ${url.protocol}`);
}
