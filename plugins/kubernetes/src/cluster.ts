import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import type { KubernetesConfig } from './config.js';

/** Where every pod finds the token of its service account. */
const TOKEN_FILE = '/var/run/secrets/kubernetes.io/serviceaccount/token';

/** Where a cluster is looked for. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What stands before the paths of a pod's service account. @defaultValue nothing */
  readonly root?: string;
}

/**
 * The cluster that the configuration names, and how to be let in: a kubeconfig file; else the service account of the pod
 * that the host runs in; else the usual kubeconfig.
 *
 * @throws Error that says what was found and what to do
 */
export function loadCluster(
  { kubeconfig, context }: Pick<KubernetesConfig, 'kubeconfig' | 'context'>,
  { env, root = '' }: Surroundings,
): KubeConfig {
  const config = new KubeConfig();
  if (kubeconfig !== undefined) {
    load(`the kubeconfig ${kubeconfig}`, () => config.loadFromFile(kubeconfig));
  } else if (context === undefined && isInCluster(env, root)) {
    config.loadFromCluster(root);
  } else if (hasUsualKubeconfig(env)) {
    load('the kubeconfig', () => config.loadFromDefault());
  } else {
    throw new Error(
      'no cluster was found: the host runs in no pod with a service account, and there is no kubeconfig. Name one with "kubeconfig" or KUBECONFIG, or mount the token of the service account (automountServiceAccountToken)',
    );
  }
  if (context !== undefined) choose(config, context);
  if (config.getCurrentCluster() === null) {
    throw new Error(
      `the kubeconfig names no cluster for the context "${config.getCurrentContext() ?? ''}". Set its current-context, or "context"`,
    );
  }
  return config;
}

function load(what: string, read: () => void): void {
  try {
    read();
  } catch (error) {
    // Without its cause: the YAML parser quotes the lines around a mistake, which may hold a token.
    throw new Error(`${what} cannot be read: ${reasonOf(error)}`);
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'it is no kubeconfig';
  return error.name === 'YAMLException' ? 'it is no YAML' : error.message;
}

function choose(config: KubeConfig, context: string): void {
  const names = config.getContexts().map(({ name }) => name);
  if (!names.includes(context)) {
    throw new Error(`the kubeconfig has no context "${context}"; it has ${names.join(', ') || 'none'}`);
  }
  config.setCurrentContext(context);
}

/** As the API server tells every pod, and the kubelet mounts. */
function isInCluster({ KUBERNETES_SERVICE_HOST }: Surroundings['env'], root: string): boolean {
  return (KUBERNETES_SERVICE_HOST ?? '') !== '' && existsSync(`${root}${TOKEN_FILE}`);
}

function hasUsualKubeconfig({ KUBECONFIG, HOME }: Surroundings['env']): boolean {
  if ((KUBECONFIG ?? '') !== '') return true;
  return (HOME ?? '') !== '' && existsSync(join(HOME ?? '', '.kube', 'config'));
}
