import { describeWhere } from '../support/describe-where.js';
import { missingCommands } from '../support/missing-commands.js';

const missing = [
  ...missingCommands('buildah', 'mmdebstrap', 'podman', 'runc'),
  ...(process.getuid?.() === 0 ? [] : ['root']),
];

/** A suite that builds and runs images. */
export function describeWithContainers(name: string, suite: () => void): void {
  describeWhere(name, { missing, from: "the commands of Debian's packages of the same names" }, suite);
}
