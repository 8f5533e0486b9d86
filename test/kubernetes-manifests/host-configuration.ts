import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { testFolder } from '../support/folder.js';
import { type KubernetesObject, theOnly } from './rendered.js';
import { SECRETS } from './secrets.js';
import { hostOf } from './workload.js';

const configMap = z.record(z.string(), z.string());

const configuration = z.looseObject({
  server: z.looseObject({
    listen: z.string(),
    stopTimeout: z.string().regex(/^\d+s$/),
    headwind: z.looseObject({ secrets: z.array(z.string()) }).optional(),
  }),
  queue: z.looseObject({ type: z.string(), path: z.string().optional(), servers: z.array(z.string()).default([]) }),
  plugins: z.record(z.string(), z.looseObject({ use: z.string() })),
});

/** The text of the `headwind.yaml` that the host's pods mount. */
export function headwindYaml(objects: readonly KubernetesObject[]): string {
  const { data } = theOnly(objects, 'ConfigMap', 'headwind-notifications');
  return configMap.parse(data)['headwind.yaml'] ?? '';
}

export function headwindConfiguration(objects: readonly KubernetesObject[]): z.output<typeof configuration> {
  return configuration.parse(parse(headwindYaml(objects)));
}

/** The files that it refers to. */
export function referredFiles(yaml: string): readonly string[] {
  return [...yaml.matchAll(/\$\{file:([^}]+)\}/g)].map(([, path = '']) => path);
}

/** The files that the host's container has from Secrets: those that people make, where they are mounted. */
export function mountedSecretFiles(objects: readonly KubernetesObject[]): readonly string[] {
  const { pod, container } = hostOf(objects);
  return container.volumeMounts.flatMap(({ name, mountPath }) => {
    const secret = pod.volumes.find((volume) => volume.name === name)?.secret?.secretName ?? '';
    return (SECRETS[secret] ?? []).map((key) => `${mountPath}/${key}`);
  });
}

/**
 * Writes the configuration as a file of the running test's own, with the Secrets that the pod would have.
 *
 * @returns the path of the file
 */
export async function configurationOnDisk(objects: readonly KubernetesObject[]): Promise<string> {
  const folder = await testFolder();
  for (const path of mountedSecretFiles(objects)) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), stub(path));
  }
  const file = join(folder, 'headwind.yaml');
  await writeFile(file, headwindYaml(objects).replaceAll('/run/secrets/', `${folder}/run/secrets/`));
  return file;
}

/** A value of the form of the real one; nothing listens at the URL. */
function stub(path: string): string {
  if (path.endsWith('/url')) return 'http://127.0.0.1:9/services/T000/B000/XXXX';
  return path
    .replaceAll(/[^a-z]/g, '')
    .padEnd(32, '0')
    .slice(-32);
}
