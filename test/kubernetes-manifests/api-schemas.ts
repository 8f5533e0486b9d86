import { spawnSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { REPOSITORY } from '../house/repository.js';
import { testFolder } from '../support/folder.js';
import { type KubernetesObject, nameOf } from './rendered.js';

/** Where each group of the API has its models. What is not here is the Kubernetes API's own. */
const PACKAGES: Readonly<Record<string, string>> = {
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
};

interface Model {
  validate(): void;
}

const failure = z.object({ errors: z.array(z.object({ instancePath: z.string(), message: z.string().default('') })) });

/** What the schemas of the Kubernetes API say against a value: missing fields, wrong types, formats and patterns. */
export async function schemaFaults(object: KubernetesObject): Promise<readonly string[]> {
  const models: Readonly<Record<string, new (data: unknown) => Model>> = await import(moduleOf(object));
  const ModelOfKind = models[object.kind];
  if (ModelOfKind === undefined) return [`${nameOf(object)}: no such kind in ${object.apiVersion}`];
  try {
    new ModelOfKind(object).validate();
    return [];
  } catch (error) {
    return failure.parse(error).errors.map((each) => `${nameOf(object)}${each.instancePath}: ${each.message}`);
  }
}

/**
 * The fields that the API does not have, and would drop or refuse. The schemas of the package pass over them, so the
 * compiler holds each object, written as a literal, against the types of the same package.
 */
export async function unknownFields(objects: readonly KubernetesObject[]): Promise<readonly string[]> {
  const folder = await testFolder();
  await mkdir(join(folder, 'objects'));
  await symlink(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(TSCONFIG));
  await Promise.all(
    objects.map((object, index) =>
      writeFile(
        join(folder, 'objects', `${index}.ts`),
        `import type { I${object.kind} } from '${moduleOf(object)}';\n` +
          `export const object: I${object.kind} = ${JSON.stringify(object, undefined, 1)};\n`,
      ),
    ),
  );
  const compiler = join(REPOSITORY, 'node_modules/typescript/bin/tsc');
  const { status, stdout, stderr } = spawnSync(process.execPath, [compiler, '-p', folder, '--pretty', 'false'], {
    encoding: 'utf8',
  });
  if (status === 0) return [];
  return `${stdout}${stderr}`
    .split('\n')
    .filter((line) => line.includes('error TS'))
    .map((line) => line.replace(/^.*objects\/(\d+)\.ts/, (_, index) => named(objects[Number(index)])));
}

const TSCONFIG = {
  compilerOptions: {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: 'ES2023',
    module: 'ESNext',
    moduleResolution: 'bundler',
    types: [],
  },
  include: ['objects'],
};

function moduleOf({ apiVersion, kind }: KubernetesObject): string {
  const [group = ''] = apiVersion.split('/');
  return `${PACKAGES[group] ?? 'kubernetes-models'}/${apiVersion}/${kind}`;
}

function named(object: KubernetesObject | undefined): string {
  return object === undefined ? '' : nameOf(object);
}
