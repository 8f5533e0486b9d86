import type { EventDraft, PluginState, SourceInstance } from '@headwind/plugin-api';
import { createTestSourceContext, type TestSourceContext } from '@headwind/plugin-testkit/context';
import { validConfig } from '@headwind/plugin-testkit/plugin-config';
import { onTestFinished } from 'vitest';
import { KubernetesApi } from '../../../test/stand-ins/kubernetes-api.js';
import type { KubernetesConfig } from '../src/config.js';
import { LIMITS, type Limits } from '../src/limits.js';
import plugin from '../src/plugin.js';
import { createSource } from '../src/source.js';
import { fileWith } from './kubeconfig-file.js';

/** As in the host, but it tries again sooner. */
export const QUICK: Limits = { ...LIMITS, backoff: { minMs: 5, maxMs: 50 } };

/** A cluster, and a source that watches it: one after the other, over one state. */
export class WatchedCluster {
  readonly api: KubernetesApi;
  /** Every publication that was stored, repeats included, oldest first. */
  readonly published: EventDraft[] = [];
  /** Called before a publication is stored: what it throws is what `publish` rejects with. */
  onPublish: (event: EventDraft) => void | Promise<void> = () => undefined;
  state: PluginState | undefined;
  readonly #kubeconfig: string;
  #ctx: TestSourceContext<KubernetesConfig> | undefined;
  #source: SourceInstance | undefined;

  private constructor(api: KubernetesApi, kubeconfig: string) {
    this.api = api;
    this.#kubeconfig = kubeconfig;
  }

  /** Of the running test's own, gone when it ends. */
  static async make(): Promise<WatchedCluster> {
    const api = await KubernetesApi.start();
    const cluster = new WatchedCluster(api, await fileWith(api.kubeconfig()));
    onTestFinished(async () => {
      await cluster.stop();
      await api.close();
    });
    return cluster;
  }

  async watch(config: object = {}, limits: Limits = QUICK): Promise<void> {
    const ctx = createTestSourceContext(await validConfig(plugin, { kubeconfig: this.#kubeconfig, ...config }), {
      onPublish: async (event) => {
        await this.onPublish(event);
        this.published.push(event);
      },
    });
    this.state ??= ctx.state;
    this.#ctx = ctx;
    this.#source = createSource({ ...ctx, state: this.state }, limits);
    await this.#source.start?.();
  }

  /** As another host beside the one that watches that cluster. */
  async watchSame(other: WatchedCluster): Promise<void> {
    await this.watch({ kubeconfig: other.#kubeconfig });
  }

  async stop(): Promise<void> {
    await this.#source?.stop?.();
    await this.#ctx?.close();
  }

  /** Aborts the context's signal, as the host does before it stops. */
  abort(): void {
    this.#ctx?.abort();
  }

  async health() {
    return this.#source?.health?.();
  }

  /** Of the present source. */
  get messages(): readonly string[] {
    return (this.#ctx?.log.lines ?? []).filter(({ level }) => level !== 'debug').map(({ message }) => message);
  }

  get ids(): readonly (string | undefined)[] {
    return this.published.map(({ id }) => id);
  }
}
