import { isIP } from 'node:net';
import { CodedError } from '@headwind/bus/coded-error';
import type { FastifyRequest } from 'fastify';
import type { AccessToken, ServerConfig, TokenRole } from '../config/host-config.js';
import { isLoopback } from '../config/listen-address.js';
import { BearerTokens } from './bearer-token.js';
import { CROSS_ORIGIN, FORBIDDEN, UNAUTHORIZED } from './http-errors.js';

/** What may be done by whom. `operate` does everything. */
const ALLOWED: Readonly<Record<TokenRole, readonly TokenRole[]>> = {
  publish: ['publish'],
  read: ['read'],
  operate: ['publish', 'read', 'operate'],
};

/** Methods that change nothing (RFC 9110, section 9.2.1). */
const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Who may do what over HTTP. With tokens, whoever shows one of the role. Without, everybody who reaches a loopback
 * address may do everything, and everybody who reaches another address may publish and read.
 *
 * A web page that somebody has open must not reach the host through their browser: a request that changes something is
 * refused when it comes from a page of another origin, and where everybody may do everything, so is one under a name that
 * somebody else may have pointed at this machine, publishing aside.
 */
export class Access {
  #tokens: BearerTokens;
  readonly #onLoopback: boolean;
  readonly #replaced = new Set<() => void>();

  constructor({ listen, tokens }: Pick<ServerConfig, 'listen' | 'tokens'>) {
    this.#onLoopback = isLoopback(listen.host);
    this.#tokens = new BearerTokens(tokens);
  }

  /** Whether nothing is allowed without one. */
  get needsToken(): boolean {
    return !this.#tokens.none;
  }

  /** From now on these tokens are good, and no others. */
  replaceTokens(tokens: readonly AccessToken[]): void {
    this.#tokens = new BearerTokens(tokens);
    for (const listener of [...this.#replaced]) listener();
  }

  /**
   * For what goes on after it was allowed: the listener is called when the tokens were replaced, to check again.
   *
   * @returns a function that ends that
   */
  onReplaced(listener: () => void): () => void {
    this.#replaced.add(listener);
    return () => this.#replaced.delete(listener);
  }

  /** @throws `UNAUTHORIZED`, `FORBIDDEN`, `CROSS_ORIGIN` */
  check(request: Pick<FastifyRequest, 'method' | 'headers'>, needed: TokenRole): void {
    const { method, headers } = request;
    if (!SAFE_METHODS.includes(method)) refuseOtherOrigins(headers.origin, headers.host);
    if (this.#tokens.none) this.#checkAnonymous(headers.host, needed);
    else this.#checkToken(headers.authorization, needed);
  }

  #checkAnonymous(host: string | undefined, needed: TokenRole): void {
    if (!this.#onLoopback && needed === 'operate') {
      throw new CodedError(UNAUTHORIZED, 'The host has no token, and this needs one of the role operate.', {
        remedy:
          'Give the host one (`server.tokens` or HEADWIND_OPERATE_TOKEN), and send it as `Authorization: Bearer <token>`.',
      });
    }
    if (this.#onLoopback && needed !== 'publish' && !isNameOfThisMachine(host)) {
      throw new CodedError(CROSS_ORIGIN, 'The header Host names something else than this machine.');
    }
  }

  #checkToken(authorization: string | undefined, needed: TokenRole): void {
    const verdict = this.#tokens.check(authorization);
    if (verdict === 'missing') throw new CodedError(UNAUTHORIZED, 'The request has no bearer token.');
    if (verdict === 'refused') {
      throw new CodedError(UNAUTHORIZED, 'The bearer token is none of the configured ones.');
    }
    if (verdict.some((role) => ALLOWED[role].includes(needed))) return;
    throw new CodedError(
      FORBIDDEN,
      `The bearer token has the role ${verdict.join(' and ')}, and this needs ${needed}.`,
    );
  }
}

/** Browsers name the page's origin in every request that changes something (Fetch, section 3.2). */
function refuseOtherOrigins(origin: string | undefined, host: string | undefined): void {
  if (origin === undefined) return;
  if (URL.canParse(origin) && new URL(origin).host === host) return;
  throw new CodedError(CROSS_ORIGIN, 'The request comes from a web page of another origin.');
}

function isNameOfThisMachine(host: string | undefined): boolean {
  const base = `http://${host ?? ''}`;
  if (!URL.canParse(base)) return false;
  const name = new URL(base).hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(name) !== 0 || name === 'localhost' || name.endsWith('.localhost');
}
