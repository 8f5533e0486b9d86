import { isAbsolute } from 'node:path';
import { z } from 'zod';

/** RFC 1123 label, as Kubernetes names its namespaces. */
const NAMESPACE = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

const namespaces = z
  .array(
    z.string().regex(NAMESPACE, 'Expected the name of a namespace: at most 63 lower-case letters, digits and dashes.'),
  )
  .min(1, 'Expected at least one namespace. Leave "namespaces" out to watch all of them.')
  .refine((names) => new Set(names).size === names.length, 'A namespace stands twice.');

const uiUrl = z
  .url({ protocol: /^https?$/, error: 'Expected an http or https URL, for example https://headwind.example.com.' })
  .refine(
    (value) => !URL.canParse(value) || isBase(new URL(value)),
    'Expected a URL without user, query and fragment: the path of an update is added to it.',
  );

function isBase({ username, password, search, hash }: URL): boolean {
  return [username, password, search, hash].every((part) => part === '');
}

/** The configuration of one cluster that is watched. */
export const configSchema = z.strictObject({
  namespaces: namespaces.optional().meta({
    description: 'The namespaces that are watched; all of them where left out, which needs a ClusterRole.',
  }),
  rollbacks: z.boolean().default(true).meta({
    description:
      'Whether the update history of Deployments, StatefulSets and DaemonSets is watched, for automatic rollbacks.',
  }),
  kubeconfig: z.string().min(1).optional().meta({
    description:
      "A kubeconfig file; a relative path begins at the host's working directory. Where left out: the service account of the pod the host runs in, else KUBECONFIG, else ~/.kube/config.",
  }),
  context: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'The context of the kubeconfig; its current context where left out.' }),
  uiUrl: uiUrl.optional().meta({
    description:
      "The address of the Headwind operator's web UI (its HEADWIND_UI_URL): events then link to their update.",
  }),
});

export type KubernetesConfig = z.output<typeof configSchema>;

/** What is right and does not do what it seems to. A plugin does not know where the configuration file is. */
export function warningsOf({ kubeconfig }: KubernetesConfig): readonly string[] {
  if (kubeconfig === undefined || isAbsolute(kubeconfig)) return [];
  return [
    `"kubeconfig" is the relative path ${kubeconfig}, which begins at the working directory of the host, not at the configuration file. Give an absolute path`,
  ];
}
