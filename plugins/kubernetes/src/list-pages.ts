import type { KubernetesListObject } from '@kubernetes/client-node';
import { z } from 'zod';
import type { ApiServer } from './api-server.js';
import type { Limits } from './limits.js';
import { NoAnswer } from './no-answer.js';
import type { Resource, Watched } from './resource.js';

const pageSchema = z.object({
  metadata: z.object({ resourceVersion: z.string(), continue: z.string().optional() }),
  items: z.array(z.unknown()).nullable(),
});

/**
 * Lists a resource page by page, as of one moment: with the version from which a watch goes on. Of each page only what is
 * needed is kept.
 *
 * @throws ApiError; with status 410 when the pages took so long that the API server forgot the moment
 */
export async function listPages(
  api: ApiServer,
  path: string,
  resource: Resource,
  { pageSize, pageMs }: Limits,
  signal: AbortSignal,
): Promise<KubernetesListObject<Watched>> {
  const items: Watched[] = [];
  let resourceVersion: string | undefined;
  let next: string | undefined;
  do {
    const answer = await api.read(path, { limit: pageSize, continue: next }, pageMs, signal);
    const { data: page } = pageSchema.safeParse(answer);
    if (page === undefined) throw new NoAnswer('it is no list. Is this the API server of a cluster?');
    items.push(...(page.items ?? []).flatMap((item) => resource.read(item) ?? []));
    resourceVersion ??= page.metadata.resourceVersion;
    next = page.metadata.continue || undefined;
  } while (next !== undefined);
  return { apiVersion: 'v1', kind: 'List', metadata: { resourceVersion }, items };
}
