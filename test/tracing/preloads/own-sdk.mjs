// An SDK that somebody else has started before the host: it says on standard output which spans ended.
import { writeSync } from 'node:fs';
import { NodeSDK } from '@opentelemetry/sdk-node';

const sayer = {
  onStart: () => undefined,
  onEnd: (span) => void writeSync(1, `ended ${span.name} in ${span.spanContext().traceId}\n`),
  forceFlush: async () => undefined,
  shutdown: async () => undefined,
};

new NodeSDK({
  spanProcessors: [sayer],
  metricReaders: [],
  logRecordProcessors: [],
  autoDetectResources: false,
}).start();
