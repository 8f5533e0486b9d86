import type { Command } from 'commander';
import type { TokenRole } from '../config/host-config.js';
import { ApiClient } from './api-client.js';
import { UsageError } from './report-error.js';
import type { Terminal } from './terminal.js';

/** The flags of every command that talks to a running host. */
export interface AddressFlags {
  readonly url?: string | undefined;
  readonly token?: string | undefined;
}

/** Where a host listens unless it is told otherwise. */
export const DEFAULT_URL = 'http://127.0.0.1:8080';

/** Where a token that may do this is looked for, in this order. `operate` does everything. */
const TOKEN_VARIABLES: Readonly<Record<TokenRole, readonly string[]>> = {
  publish: ['HEADWIND_TOKEN', 'HEADWIND_OPERATE_TOKEN'],
  read: ['HEADWIND_OPERATE_TOKEN', 'HEADWIND_READ_TOKEN', 'HEADWIND_TOKEN'],
  operate: ['HEADWIND_OPERATE_TOKEN', 'HEADWIND_TOKEN'],
};

const WHAT_FOR: Readonly<Record<TokenRole, string>> = {
  publish: 'a token that may publish',
  read: 'a token that may read',
  operate: 'a token that may operate',
};

export function addAddressFlags(command: Command, role: TokenRole): Command {
  return command
    .optionsGroup('The host:')
    .option('--url <url>', `where it is (default: HEADWIND_URL, then ${DEFAULT_URL})`)
    .option('--token <token>', `${WHAT_FOR[role]} (default: ${TOKEN_VARIABLES[role].join(', then ')})`);
}

/** @throws UsageError when the address or the token cannot be one */
export function clientOf({ url, token }: AddressFlags, role: TokenRole, { env }: Terminal): ApiClient {
  return new ApiClient({
    base: baseOf(url ?? (env.HEADWIND_URL || DEFAULT_URL)),
    token: checkedToken(token ?? tokenFrom(env, TOKEN_VARIABLES[role])),
    tokenAdvice: `This needs ${WHAT_FOR[role]}, one of \`server.tokens\` of the host: give it with --token or ${TOKEN_VARIABLES[role][0]}.`,
  });
}

/** A host may stand behind a prefix of a proxy, so what is given stays in front. */
function baseOf(text: string): string {
  const base = text.replace(/\/+$/, '');
  const url = URL.canParse(base) ? new URL(base) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new UsageError(`--url (or HEADWIND_URL) is not a URL such as ${DEFAULT_URL}`);
  }
  if (url.username !== '' || url.password !== '') throw new UsageError('--url holds a password; give a token instead');
  return base;
}

/** A host takes several from one variable, divided by commas; any one of them will do. */
function tokenFrom(env: NodeJS.ProcessEnv, variables: readonly string[]): string | undefined {
  const first = variables.map((name) => env[name]?.split(',')[0]?.trim());
  return first.find((token) => token !== undefined && token !== '');
}

function checkedToken(token: string | undefined): string | undefined {
  if (token === undefined || token === '') return undefined;
  if (!/^[\x21-\x7e]+$/.test(token)) throw new UsageError('the token has characters that a header cannot carry');
  return token;
}
