/** What a request asks for. */
export interface KubernetesRequest {
  readonly verb: 'list' | 'watch';
  readonly group: string;
  readonly plural: string;
  /** All where left out. */
  readonly namespace: string | undefined;
  readonly query: URLSearchParams;
}

const PATH = /^\/apis\/([^/]+)\/([^/]+)(?:\/namespaces\/([^/]+))?\/([^/]+)$/;

/** The kinds of object that it serves. */
const SERVED = new Map([
  ['updaterequests', 'headwind.sh/v1alpha1'],
  ['deployments', 'apps/v1'],
  ['statefulsets', 'apps/v1'],
  ['daemonsets', 'apps/v1'],
]);

/** Undefined for a path that an API server without further custom resources does not know. */
export function readRequest(path: string): KubernetesRequest | undefined {
  const { pathname, searchParams: query } = new URL(path, 'https://kubernetes');
  const [, group = '', version = '', namespace, plural = ''] = PATH.exec(pathname) ?? [];
  if (SERVED.get(plural) !== `${group}/${version}`) return undefined;
  return { verb: query.get('watch') === 'true' ? 'watch' : 'list', group, plural, namespace, query };
}
