import { spawnSync } from 'node:child_process';
import { z } from 'zod';
import { describeWhere } from '../support/describe-where.js';

/** The first with components, labels and patches of several kinds: that of kubectl 1.27. */
const FIRST_MAJOR = 5;

const versions = z.object({ kustomizeVersion: z.string() });

function hasKustomize(): boolean {
  const { status, stdout } = spawnSync('kubectl', ['version', '--client', '--output=json'], { encoding: 'utf8' });
  if (status !== 0) return false;
  const version = versions.safeParse(JSON.parse(stdout)).data?.kustomizeVersion ?? '';
  return Number(/^v(\d+)\./.exec(version)?.[1] ?? 0) >= FIRST_MAJOR;
}

/** A suite that renders manifests. */
export function describeWithKubectl(name: string, suite: () => void): void {
  const missing = hasKustomize() ? [] : ['kubectl 1.27 or later'];
  describeWhere(name, { missing, from: 'for example of the package kubernetes-client of Debian 13' }, suite);
}
