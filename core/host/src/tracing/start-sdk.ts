import type { Log } from '../log/log.js';
import { hostVersion } from '../version.js';
import type { OpenTelemetryApi } from './open-telemetry-api.js';
import { sdkLog } from './sdk-log.js';

/**
 * Starts OpenTelemetry's SDK for spans alone, as its environment variables say; it reads them from the process. The service
 * is called `headwind-notifications` where they do not name it.
 *
 * Of the process it tells nothing unless OTEL_NODE_RESOURCE_DETECTORS asks for it, for a command line may hold secrets.
 *
 * @returns what sends what is not sent yet, and lets go of everything
 * @throws where the package is missing
 */
export async function startSdk(api: OpenTelemetryApi, log: Log): Promise<() => Promise<void>> {
  const { NodeSDK, core, resources } = await import('@opentelemetry/sdk-node');
  const { OTEL_NODE_RESOURCE_DETECTORS = '', OTEL_LOG_LEVEL } = process.env;
  const service = { 'service.name': 'headwind-notifications', 'service.version': hostVersion() };
  const { envDetector, hostDetector } = resources;
  const sdk = new NodeSDK({
    resource: resources.defaultResource().merge(resources.resourceFromAttributes(service)),
    ...(OTEL_NODE_RESOURCE_DETECTORS === '' && { resourceDetectors: [envDetector, hostDetector] }),
    instrumentations: [],
    metricReaders: [],
    logRecordProcessors: [],
  });
  // After the constructor, which sends everything to the console where OTEL_LOG_LEVEL is set.
  const logLevel = core.diagLogLevelFromString(OTEL_LOG_LEVEL) ?? api.DiagLogLevel.WARN;
  api.diag.setLogger(sdkLog(log), { logLevel, suppressOverrideMessage: true });
  sdk.start();
  return async () => {
    try {
      await sdk.shutdown();
    } finally {
      // Else a host started later in this process would take what has ended for an SDK of somebody else.
      for (const part of [api.trace, api.context, api.propagation, api.diag]) part.disable();
    }
  };
}
