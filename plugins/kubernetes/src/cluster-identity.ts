import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Cluster, KubeConfig } from '@kubernetes/client-node';

/**
 * Tells one cluster from another: a hash of the address of its API server and of the authority that its certificate is
 * checked with. It is the same in a file and in place, and does not change with how one is let in. Something of the
 * cluster itself, as the uid of the namespace `kube-system`, would be steadier, and needs one more permission.
 *
 * @throws Error when the file of the authority cannot be read
 */
export function clusterIdentity(config: KubeConfig): string {
  const cluster = config.getCurrentCluster();
  const hash = createHash('sha256');
  if (cluster !== null) hash.update(addressOf(cluster)).update('\n').update(authorityOf(cluster));
  return hash.digest('hex');
}

/** Without user and password, and without what does not matter. */
function addressOf({ server }: Cluster): string {
  if (!URL.canParse(server)) return server;
  const { protocol, host, pathname } = new URL(server);
  return `${protocol}//${host}${pathname.replace(/\/+$/, '')}`;
}

function authorityOf({ caData, caFile }: Cluster): string {
  if (caData !== undefined) return Buffer.from(caData, 'base64').toString().trim();
  if (caFile === undefined) return '';
  try {
    return readFileSync(caFile, 'utf8').trim();
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'it is no file';
    throw new Error(`the certificate-authority of the cluster cannot be read: ${reason}`);
  }
}
