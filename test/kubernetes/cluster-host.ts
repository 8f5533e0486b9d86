import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { TroubledReceiver } from '../chaos/troubled-receiver.js';
import { KubernetesApi } from '../stand-ins/kubernetes-api.js';
import { testFolder } from '../support/folder.js';
import type { HostProcess } from '../support/host-process.js';
import { runHost } from '../support/run-host.js';

/** A cluster, a host process that watches it, and a receiver of what the host has to say: of the running test's own. */
export class ClusterHost {
  readonly api: KubernetesApi;
  readonly receiver: TroubledReceiver;
  readonly #folder: string;
  #host: HostProcess | undefined;

  private constructor(api: KubernetesApi, receiver: TroubledReceiver, folder: string) {
    this.api = api;
    this.receiver = receiver;
    this.#folder = folder;
  }

  /** @param config of the source, as YAML in one line */
  static async make(config = ''): Promise<ClusterHost> {
    const [api, folder] = await Promise.all([KubernetesApi.start(), testFolder()]);
    onTestFinished(() => api.close());
    const receiver = new TroubledReceiver();
    receiver.troubled = false;
    const url = await receiver.start();
    onTestFinished(() => receiver.stop());
    await writeFile(join(folder, 'kubeconfig'), api.kubeconfig());
    await writeFile(join(folder, 'headwind.yaml'), configuration(url, join(folder, 'kubeconfig'), config));
    return new ClusterHost(api, receiver, folder);
  }

  /** @returns once it listens */
  async start(): Promise<HostProcess> {
    this.#host = runHost({ cwd: this.#folder });
    await this.#host.listening();
    return this.#host;
  }

  async kill(): Promise<void> {
    await this.#host?.kill();
  }

  /** The ids of the events that arrived, in the order in which they first did. */
  get arrived(): readonly string[] {
    return [...this.receiver.accepted.keys()];
  }
}

function configuration(url: string, kubeconfig: string, config: string): string {
  return `
apiVersion: headwind.sh/v1
plugins:
  cluster: { use: kubernetes, config: { kubeconfig: "${kubeconfig}"${config === '' ? '' : `, ${config}`} } }
  receiver:
    use: webhook
    concurrency: 16
    timeout: 1s
    retry: { for: 24h, min: 20ms, max: 500ms }
    config: { url: "${url}" }
`;
}
