import { CodedError, messageOf } from '@headwind/bus/coded-error';
import { firstLine } from '@headwind/plugin-loader/first-line';
import { within } from '@headwind/plugin-loader/time-limit';
import type { Log } from '../log/log.js';
import type { Redactor } from '../log/redactor.js';
import { hostVersion } from '../version.js';
import { HostTracing } from './host-tracing.js';
import type { OpenTelemetryApi } from './open-telemetry-api.js';
import { startSdk } from './start-sdk.js';
import { TRACING_UNAVAILABLE } from './tracing-errors.js';
import { isTracingWanted } from './tracing-wanted.js';

/** How long a stop waits for a collector that does not answer. Milliseconds. */
const SHUTDOWN_LIMIT_MS = 3_000;

export interface TracingParts {
  readonly env: NodeJS.ProcessEnv;
  /** A program embeds the host: an SDK that it has registered is used, and none is started. @defaultValue false */
  readonly embedded?: boolean;
  readonly log: Log;
  /** Blanks secrets out of spans. */
  readonly redactor: Redactor;
}

/**
 * Tracing, where OpenTelemetry's variables ask for it or an SDK is registered in this process; else undefined, and nothing
 * is loaded. Where its packages are missing, a warning says so (`TRACING_UNAVAILABLE`), and there is no tracing.
 */
export async function createTracing(parts: TracingParts): Promise<HostTracing | undefined> {
  const { env, embedded = false, log, redactor } = parts;
  if (!isTracingWanted(embedded ? {} : env)) return undefined;
  try {
    const api = await import('@opentelemetry/api');
    // The SDK of somebody else is theirs to end.
    const endSdk = isSdkRunning(api) || embedded ? undefined : await startSdk(api, log);
    // It says in the log why it does not run: an unknown exporter, for example.
    if (!isSdkRunning(api)) return undefined;
    return new HostTracing({
      api,
      tracer: api.trace.getTracer('@headwind/host', hostVersion()),
      redact: (text) => redactor.redact(text),
      shutdown: async () => end(endSdk, log),
    });
  } catch (error) {
    const unavailable = new CodedError(TRACING_UNAVAILABLE, `There is no tracing: ${firstLine(error)}.`);
    log.warn(unavailable.message, { code: unavailable.code });
    return undefined;
  }
}

/** Whether spans are more than a shell. The one that shows it is not ended, and so never sent. */
function isSdkRunning(api: OpenTelemetryApi): boolean {
  const probe = api.trace.getTracer('@headwind/host').startSpan('probe', {}, api.ROOT_CONTEXT);
  return api.isSpanContextValid(probe.spanContext());
}

async function end(endSdk: (() => Promise<void>) | undefined, log: Log): Promise<void> {
  if (endSdk === undefined) return;
  const expired = () => new Error(`the collector did not answer within ${SHUTDOWN_LIMIT_MS / 1000} s`);
  try {
    await within(SHUTDOWN_LIMIT_MS, expired, endSdk);
  } catch (error) {
    log.warn('the last spans were not sent', { error: messageOf(error) });
  }
}
