import { collectDefaultMetrics, Registry } from 'prom-client';

/** Gauges that prom-client names like counters; each has a twin without `_total` that says what they are of. */
const MISNAMED = ['nodejs_active_resources_total', 'nodejs_active_handles_total', 'nodejs_active_requests_total'];

let registry: Registry | undefined;

/**
 * The metrics of the process: memory, CPU, event loop, garbage collection. They are the same for every instance, and
 * prom-client has no way to end the observer and the timer behind them, so the first instance begins them, once a process.
 */
export function processMetrics(): Registry {
  registry ??= begin();
  return registry;
}

function begin(): Registry {
  const made = new Registry();
  collectDefaultMetrics({ register: made });
  for (const name of MISNAMED) made.removeSingleMetric(name);
  return made;
}
