import { fitLine } from '@headwind/plugin-api';
import { ApiError } from './api-error.js';
import { UnreadableLine, WatchEnded } from './bounded-watch.js';
import type { Resource } from './resource.js';

/** As much of a message of the API server or of the network as is repeated, in characters. */
const MAX_QUOTED = 300;

/** What was asked of the API server when it failed. */
export interface Asked {
  readonly verb: 'list' | 'watch';
  readonly resource: Resource;
  /** All where left out. */
  readonly namespace: string | undefined;
  /** Host and port of the API server. */
  readonly address: string;
}

/** What is wrong and what to do, in one sentence or two without a full stop; the same text as long as the same is wrong. */
export function troubleOf(error: unknown, { verb, resource, namespace, address }: Asked): string {
  const what = `${verb} ${resource.name} in ${namespace === undefined ? 'all namespaces' : `namespace ${namespace}`}`;
  if (error instanceof UnreadableLine) {
    return `cannot ${what}: what comes over the watch is no event. Is this the API server of a cluster, and does a proxy before it leave its answers as they are?`;
  }
  if (error instanceof WatchEnded) {
    return `cannot ${what}: each watch ends before anything comes over it. Does a proxy before the API server let answers pass as they come?`;
  }
  if (!(error instanceof ApiError)) {
    return `cannot ${what}: no usable answer from the API server at ${address}: ${messageOf(error)}`;
  }
  switch (error.status) {
    case 401:
      return `cannot ${what}: the API server does not accept the credentials (HTTP 401). Renew the token or certificate of the kubeconfig, or check the service account of the pod`;
    case 403:
      return `missing permission: ${what}. Grant it with a ${namespace === undefined ? 'ClusterRole and a ClusterRoleBinding, or name the namespaces to watch in "namespaces"' : 'Role and a RoleBinding in that namespace'}`;
    case 404:
      return `cannot ${what}: ${resource.unknown}`;
    default:
      return `cannot ${what}: HTTP ${error.status} from the API server: ${messageOf(error) || 'no message'}`;
  }
}

function messageOf(error: unknown): string {
  const { message = '', code = '' } = (error ?? {}) as { message?: unknown; code?: unknown };
  return fitLine([code, message].filter((part) => typeof part === 'string' && part !== '').join(': '), MAX_QUOTED);
}
