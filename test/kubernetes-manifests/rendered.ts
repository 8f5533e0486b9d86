import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { REPOSITORY } from '../house/repository.js';

export const MANIFESTS = join(REPOSITORY, 'config/kubernetes');

/** What somebody applies: the folders of `config/kubernetes` that are whole by themselves. */
export const OVERLAYS = ['embedded', 'replicated', 'production', 'staging'] as const;

export type Overlay = (typeof OVERLAYS)[number];

const kubernetesObject = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
    labels: z.record(z.string(), z.string()).default({}),
  }),
});

/** Any object of the Kubernetes API. */
export type KubernetesObject = z.output<typeof kubernetesObject>;

/** Rendering takes up to a second, and always gives the same. */
const known = new Map<Overlay, readonly KubernetesObject[]>();

/**
 * The objects that `kubectl apply -k` would apply. Change copies of them alone.
 *
 * @throws Error with what kubectl said, where it does not render
 */
export function rendered(overlay: Overlay): readonly KubernetesObject[] {
  const objects = known.get(overlay) ?? renderedFolder(join(MANIFESTS, overlay));
  known.set(overlay, objects);
  return objects;
}

/**
 * What kubectl makes of any folder.
 *
 * @throws Error with what kubectl said, where it does not render
 */
export function renderedFolder(folder: string): readonly KubernetesObject[] {
  const text = execFileSync('kubectl', ['kustomize', folder], { encoding: 'utf8', stdio: 'pipe' });
  return parseAllDocuments(text).map((document) => kubernetesObject.parse(document.toJS()));
}

/** `StatefulSet/headwind-notifications` */
export function nameOf({ kind, metadata }: KubernetesObject): string {
  return `${kind}/${metadata.name}`;
}

export function ofKind(objects: readonly KubernetesObject[], ...kinds: readonly string[]): KubernetesObject[] {
  return objects.filter(({ kind }) => kinds.includes(kind));
}

/** @throws Error where there is none or are several */
export function theOnly(objects: readonly KubernetesObject[], kind: string, name: string): KubernetesObject {
  const [found, ...others] = ofKind(objects, kind).filter(({ metadata }) => metadata.name === name);
  if (found === undefined || others.length > 0) throw new Error(`expected one ${kind}/${name}`);
  return found;
}
