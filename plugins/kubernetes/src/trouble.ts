import { fitLine } from '@headwind/plugin-api';
import { ApiError } from './api-error.js';
import { UnreadableLine, WatchEnded } from './bounded-watch.js';
import { NoAnswer, NoCredentials } from './no-answer.js';
import type { Resource } from './resource.js';

/** As much of a message of the API server as is repeated, in characters. */
const MAX_QUOTED = 300;

/** What was asked of the API server when it failed. */
export interface Asked {
  readonly verb: 'list' | 'watch';
  readonly resource: Resource;
  /** All where left out. */
  readonly namespace: string | undefined;
  /** Host and port of the API server, where they are known. */
  readonly address: string | undefined;
}

/** Names of errors of Node.js, of TLS and of OpenSSL: `ECONNREFUSED`, `CERT_HAS_EXPIRED`. */
const CODE = /^[A-Z][A-Z0-9_]{1,63}$/;

/**
 * What is wrong and what to do, in one sentence or two without a full stop; the same text as long as the same is wrong.
 * Anybody may read it: of errors that are neither ours nor an answer of the API server, nothing but the code is told.
 */
export function troubleOf(error: unknown, { verb, resource, namespace, address }: Asked): string {
  const what = `${verb} ${resource.name} in ${namespace === undefined ? 'all namespaces' : `namespace ${namespace}`}`;
  if (error instanceof UnreadableLine) {
    return `cannot ${what}: what comes over the watch is no event. Is this the API server of a cluster, and does a proxy before it leave its answers as they are?`;
  }
  if (error instanceof WatchEnded) {
    return `cannot ${what}: each watch ends before anything comes over it. Does a proxy before the API server let answers pass as they come?`;
  }
  if (error instanceof NoCredentials) {
    return `cannot ${what}: the credentials of the kubeconfig could not be had. Check its exec command, its token and certificate files, its proxy-url, and that its server is https; or the service account of the pod`;
  }
  if (!(error instanceof ApiError)) {
    const server = address === undefined ? 'of the kubeconfig' : `at ${address}`;
    return `cannot ${what}: no usable answer from the API server ${server}: ${reasonOf(error)}`;
  }
  switch (error.status) {
    case 401:
      return `cannot ${what}: the API server does not accept the credentials (HTTP 401). Renew the token or certificate of the kubeconfig, or check the service account of the pod`;
    case 403:
      return `missing permission: ${what}. Grant it with a ${namespace === undefined ? 'ClusterRole and a ClusterRoleBinding, or name the namespaces to watch in "namespaces"' : 'Role and a RoleBinding in that namespace'}`;
    case 404:
      return `cannot ${what}: ${resource.unknown}`;
    default:
      return `cannot ${what}: HTTP ${error.status} from the API server: ${fitLine(error.message, MAX_QUOTED) || 'no message'}`;
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof NoAnswer) return error.message;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && CODE.test(code) ? code : 'the request failed';
}
