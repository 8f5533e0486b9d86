import { measureBacklog } from './backlog.js';
import { measureDelivery } from './delivery.js';
import { measureEmitter } from './emitter.js';
import { measureIsolation } from './isolation.js';
import { measurePublishing } from './publishing.js';
import { measureQueues } from './queues.js';
import { measureReplay } from './replay.js';
import { measureThrottledSlack } from './throttled.js';

/** In the order in which all are measured. */
const MEASURES: Readonly<Record<string, () => Promise<void>>> = {
  delivery: measureDelivery,
  queues: measureQueues,
  publishing: measurePublishing,
  emitter: measureEmitter,
  backlog: measureBacklog,
  throttled: measureThrottledSlack,
  replay: measureReplay,
  isolation: measureIsolation,
};

const names = Object.keys(MEASURES);
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !names.includes(name));

if (unknown.length > 0) {
  process.stderr.write(`There is no measure ${unknown.join(', ')}. Expected none or any of ${names.join(', ')}.\n`);
  process.exitCode = 2;
} else {
  // So that what it started ends with it.
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  process.stdout.write(`Node ${process.version}, ${process.platform} ${process.arch}\n\n`);
  for (const [name, measure] of Object.entries(MEASURES)) {
    if (wanted.length === 0 || wanted.includes(name)) await measure();
  }
}
