import { listenAddressText } from '../config/listen-address.js';
import { loadConfig } from '../config/load-config.js';
import { ConfigurationError } from '../configuration-error.js';
import type { HostOptions } from '../prepare.js';
import { healthSchema } from './api-shapes.js';
import { type ExitCode, OK } from './exit-code.js';
import { clientOf } from './host-address.js';
import { reachable } from './reachable.js';
import { UsageError } from './report-error.js';
import type { Terminal } from './terminal.js';

/** Whoever checks a container's health gives it about as long. Milliseconds. */
const TIMEOUT_MS = 4_000;

export interface HealthFlags {
  readonly url?: string | undefined;
}

/** Asks the host that runs with this configuration, or at a URL, whether it lives. */
export async function health(options: HostOptions, { url }: HealthFlags, terminal: Terminal): Promise<ExitCode> {
  const where = url ?? (terminal.env.HEADWIND_URL || (await configuredUrl(options)));
  const call = { path: '/healthz', timeoutMs: TIMEOUT_MS };
  const { status } = await clientOf({ url: where }, 'read', terminal).request(call, healthSchema);
  terminal.stdout.write(`${where} is ${status}\n`);
  return OK;
}

/**
 * Other mistakes of the configuration do not count: a host that runs goes on with what it started with.
 *
 * @throws ConfigurationError, UsageError when it does not tell where the host listens
 */
async function configuredUrl(options: HostOptions): Promise<string> {
  const { listen, problems } = await loadConfig(options);
  if (listen === undefined) throw new ConfigurationError(problems);
  if (listen.port === 0) {
    throw new UsageError('the configuration lets the system choose the port; say where the host is with --url');
  }
  return reachable(`http://${listenAddressText(listen)}`);
}
