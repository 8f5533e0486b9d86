import type { Health, SourceContext, SourceInstance } from '@headwind/plugin-api';
import { AnnouncedBook } from './announced-book.js';
import { Announcer } from './announcer.js';
import type { Surroundings } from './cluster.js';
import type { KubernetesConfig } from './config.js';
import { type FoundCluster, findCluster } from './find-cluster.js';
import { keepTrying } from './keep-trying.js';
import type { Limits } from './limits.js';
import { type Resource, updateRequests, workloads } from './resource.js';
import { ResourceWatcher } from './resource-watcher.js';

/** Troubles that are told one by one; there are as many as namespaces, times four. */
const MAX_TROUBLES = 8;

/** A source that watches a cluster in the background, as soon as there is one, until the host stops. */
export function createSource(
  ctx: SourceContext<KubernetesConfig>,
  limits: Limits,
  surroundings: Surroundings = { env: process.env },
): SourceInstance {
  const { log, state } = ctx;
  const { namespaces, uiUrl, rollbacks } = ctx.config;
  const stopping = new AbortController();
  const signal = AbortSignal.any([ctx.signal, stopping.signal]);
  const announcer = new Announcer(ctx, limits, signal);
  const watchers: ResourceWatcher[] = [];
  let watching: Promise<void> = Promise.resolve();
  /** Why there is no cluster to watch. */
  let missing: string | undefined;

  async function find(): Promise<FoundCluster> {
    const onTrouble = (trouble: string) => {
      if (trouble !== missing) log.warn(trouble);
      missing = trouble;
    };
    const found = await findCluster(ctx.config, { surroundings, backoff: limits.backoff, signal, onTrouble });
    missing = undefined;
    return found;
  }

  async function openBook(resource: Resource, { identity }: FoundCluster): Promise<AnnouncedBook> {
    const book = new AnnouncedBook(state, resource.plural, identity);
    await keepTrying(() => book.load(), {
      backoff: limits.backoff,
      signal,
      onTrouble: (error) => log.warn('what was announced before cannot be read; it is tried again', { error }),
    });
    if (namespaces !== undefined) book.narrow(namespaces);
    return book;
  }

  /** What is watched no longer is new when it is watched again, as a namespace is. */
  async function forget(resource: Resource, found: FoundCluster): Promise<void> {
    const book = await openBook(resource, found);
    book.forgetAll();
    await keepTrying(() => book.save(), {
      backoff: limits.backoff,
      signal,
      onTrouble: (error) => log.warn('what was announced before cannot be forgotten; it is tried again', { error }),
    });
  }

  async function begin(resource: Resource, found: FoundCluster): Promise<readonly ResourceWatcher[]> {
    const { config } = found;
    const book = await openBook(resource, found);
    const scopes = namespaces ?? [undefined];
    return scopes.map(
      (namespace) => new ResourceWatcher({ config, resource, namespace, book, announcer, log, limits, signal }),
    );
  }

  async function watch(): Promise<void> {
    const found = await find();
    const requests = await begin(updateRequests(uiUrl), found);
    watchers.push(...requests);
    const running = requests.map((watcher) => watcher.run());
    // A rollback undoes what an update request did: what happened while nobody watched is told in this order.
    await Promise.all(requests.map(({ looked }) => looked));
    for (const resource of workloads(uiUrl)) {
      if (!rollbacks) {
        await forget(resource, found);
        continue;
      }
      const more = await begin(resource, found);
      watchers.push(...more);
      running.push(...more.map((watcher) => watcher.run()));
    }
    await Promise.all(running);
  }

  return {
    start() {
      watching = watch().catch((error: unknown) => {
        if (!signal.aborted) log.error('the cluster is watched no longer', { error });
      });
    },
    health: () => healthOf([missing, ...watchers.map(({ trouble }) => trouble)].filter((each) => each !== undefined)),
    async stop() {
      stopping.abort();
      await watching;
      await announcer.ended();
    },
  };
}

function healthOf(troubles: readonly string[]): Health {
  if (troubles.length === 0) return { ok: true };
  const rest = troubles.length - MAX_TROUBLES;
  const detail = [...troubles.slice(0, MAX_TROUBLES), ...(rest > 0 ? [`and ${rest} more of this kind`] : [])];
  return { ok: false, detail: detail.join('; ') };
}
