import type { KubeConfig } from '@kubernetes/client-node';
import { loadCluster, type Surroundings } from './cluster.js';
import { clusterIdentity } from './cluster-identity.js';
import type { KubernetesConfig } from './config.js';
import { keepTrying, type Persistence } from './keep-trying.js';

export interface FoundCluster {
  readonly config: KubeConfig;
  /** As `clusterIdentity` gives it. */
  readonly identity: string;
}

/** How a cluster is looked for. */
export interface Search extends Omit<Persistence, 'onTrouble'> {
  readonly surroundings: Surroundings;
  /** Called with why there is none, after every attempt. */
  onTrouble(trouble: string): void;
}

/**
 * Finds the cluster that the configuration names, as soon as there is one: a kubeconfig may be mounted later, or corrected.
 *
 * @throws the signal's reason once it is aborted
 */
export function findCluster(
  settings: Pick<KubernetesConfig, 'kubeconfig' | 'context'>,
  { surroundings, backoff, signal, onTrouble }: Search,
): Promise<FoundCluster> {
  const look = async () => {
    try {
      const config = loadCluster(settings, surroundings);
      return { config, identity: clusterIdentity(config) };
    } catch (error) {
      onTrouble(error instanceof Error ? error.message : 'no cluster was found');
      throw error;
    }
  };
  return keepTrying(look, { backoff, signal, onTrouble: () => undefined });
}
