import { describeWhere } from '../support/describe-where.js';
import { missingCommands } from '../support/missing-commands.js';

const missing = missingCommands('prometheus', 'promtool');

/** A suite that runs Prometheus. */
export function describeWithPrometheus(name: string, suite: () => void): void {
  describeWhere(name, { missing, from: "of Debian's package prometheus" }, suite);
}
