import { type ExitCode, FAILED, OK } from './exit-code.js';
import { postEvents } from './post-events.js';
import { UsageError } from './report-error.js';
import { type EventFlags, payloadFromFile, payloadFromFlags } from './send-payload.js';
import type { Terminal } from './terminal.js';

export interface SendOptions extends EventFlags {
  readonly file?: string;
  readonly url?: string;
  readonly token?: string;
  readonly json?: boolean;
}

/** Where a host listens unless it is told otherwise. */
export const DEFAULT_URL = 'http://127.0.0.1:8080';

/** Publishes one event, or those of a file, to a running host. */
export async function send(options: SendOptions, terminal: Terminal): Promise<ExitCode> {
  const { file, url, token, json = false, ...flags } = options;
  const payload = file === undefined ? payloadFromFlags(flags) : await payloadFromFile(file, flags, terminal);
  const target = eventsUrl(url ?? (terminal.env.HEADWIND_URL || DEFAULT_URL));
  const reply = await postEvents(target, payload, tokenOf(token, terminal.env));
  if ('refusal' in reply) {
    terminal.stderr.write(`error: ${reply.refusal}\n`);
    return FAILED;
  }
  if (json) terminal.stdout.write(`${JSON.stringify({ events: reply.events })}\n`);
  else for (const { id, duplicate } of reply.events) terminal.stdout.write(`${id}${duplicate ? '  duplicate' : ''}\n`);
  return OK;
}

/** A host may stand behind a prefix of a proxy, so what is given stays in front. */
function eventsUrl(base: string): URL {
  const text = `${base.replace(/\/+$/, '')}/v1/events`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new UsageError(`--url (or HEADWIND_URL) is not a URL such as ${DEFAULT_URL}`);
  }
  if (url.username !== '' || url.password !== '') throw new UsageError('--url holds a password; give a token instead');
  return url;
}

function tokenOf(flag: string | undefined, env: NodeJS.ProcessEnv): string | undefined {
  // The host takes several from the variable, divided by commas; any one of them will do.
  const token = flag ?? env.HEADWIND_TOKEN?.split(',')[0]?.trim();
  if (token === undefined || token === '') return undefined;
  if (!/^[\x21-\x7e]+$/.test(token)) throw new UsageError('the token has characters that a header cannot carry');
  return token;
}
