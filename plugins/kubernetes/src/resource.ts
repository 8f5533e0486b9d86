import type { KubernetesObject } from '@kubernetes/client-node';
import type { Happening } from './happening.js';
import { requestHappenings } from './request-happenings.js';
import { rollbackHappenings } from './rollback-happenings.js';
import { readUpdateRequest } from './update-request.js';
import { readWorkload } from './workload-history.js';

/** An object of a cluster, with no more of it than is needed. */
export interface Watched extends KubernetesObject {
  readonly metadata: {
    readonly uid: string;
    readonly name: string;
    readonly namespace: string;
    readonly resourceVersion: string;
  };
  /** `namespace/name` of the workload it is about. */
  readonly workload: string;
  /** All that is known to have happened to it, oldest first. */
  happenings(): readonly Happening[];
}

/** A kind of object that is listed and watched. */
export interface Resource {
  /** As permissions name it: `deployments.apps`. */
  readonly name: string;
  /** Group and version, below which the API server has it. */
  readonly groupVersion: string;
  readonly plural: string;
  /** What a person is told when the API server knows no such kind. */
  readonly unknown: string;
  /** Undefined for what is no object of the cluster. */
  read(object: unknown): Watched | undefined;
}

/** Where a resource of one namespace, or of all of them, is listed and watched. */
export function pathOf({ groupVersion, plural }: Resource, namespace: string | undefined): string {
  const place = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
  return `/apis/${groupVersion}${place}/${plural}`;
}

/** @param uiUrl the address of the operator's web UI */
export function updateRequests(uiUrl: string | undefined): Resource {
  return {
    name: 'updaterequests.headwind.sh',
    groupVersion: 'headwind.sh/v1alpha1',
    plural: 'updaterequests',
    unknown:
      'the custom resource updaterequests.headwind.sh/v1alpha1 is not installed. Install the Headwind operator in this cluster, or correct which cluster is watched',
    read(object) {
      const request = readUpdateRequest(object);
      if (request === undefined) return undefined;
      const { metadata, spec } = request;
      const { namespace = metadata.namespace, name = metadata.name } = spec.targetRef ?? {};
      return { metadata, workload: `${namespace}/${name}`, happenings: () => requestHappenings(request, uiUrl) };
    },
  };
}

/** @param uiUrl the address of the operator's web UI */
export function workloads(uiUrl: string | undefined): readonly Resource[] {
  return ['Deployment', 'StatefulSet', 'DaemonSet'].map((kind) => {
    const plural = `${kind.toLowerCase()}s`;
    return {
      name: `${plural}.apps`,
      groupVersion: 'apps/v1',
      plural,
      unknown: `the API server has no ${plural}.apps/v1. Is it one of Kubernetes?`,
      read(object) {
        const workload = readWorkload(object);
        if (workload === undefined) return undefined;
        const { metadata } = workload;
        return {
          metadata,
          workload: `${metadata.namespace}/${metadata.name}`,
          happenings: () => rollbackHappenings(workload, kind, uiUrl),
        };
      },
    };
  });
}
