import { existsSync } from 'node:fs';
import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REPOSITORY } from '../house/repository.js';
import { runCommand } from '../packages/run-command.js';
import type { ContainerStore } from './container-store.js';

/** As official images have it on Debian. */
const DOCKERFILE = `FROM scratch
ADD debian.tar /
COPY node /usr/local/bin/node
COPY npm /usr/local/lib/node_modules/npm
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm \\
 && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
CMD ["node"]
`;

/** Slim: what people would read is left out. The library is what Node needs. */
const DEBIAN = [
  ...['--quiet', '--variant=minbase', '--include=libstdc++6'],
  ...['doc', 'info', 'locale', 'man'].map((folder) => `--dpkgopt=path-exclude=/usr/share/${folder}/*`),
];

const QUIETLY = ['--no-audit', '--no-fund', '--ignore-scripts'];

/** Of the major version that comes with Node 24. */
const NPM_VERSION = '11.21.2';

/**
 * Puts an image under the name of the official one of Node into the store, made of the same: a Debian of this machine's
 * mirror, and Node and npm of npm's registry. So the Dockerfile is built as it stands, and no registry of images is needed.
 *
 * @param name `docker.io/library/node:<version>-<suite of Debian>-slim`
 */
export async function assembleBaseImage(store: ContainerStore, name: string): Promise<void> {
  const [, version = '', suite = ''] = /:(\d+\.\d+\.\d+)-([a-z]+)-slim$/.exec(name) ?? [];
  if (version === '') throw new Error(`${name} does not name a version of Node and a suite of Debian`);
  const parts = await keptParts(version, suite);
  await writeFile(join(parts, 'Dockerfile'), DOCKERFILE);
  await store.run('buildah', ['build', '--isolation', 'chroot', '--tag', name, parts]);
}

/** What the image is made of, fetched once. */
async function keptParts(version: string, suite: string): Promise<string> {
  const parts = join(REPOSITORY, `node_modules/.cache/base-image/${suite}-${version}-${NPM_VERSION}`);
  if (existsSync(parts)) return parts;
  const made = `${parts}.${process.pid}`;
  await mkdir(made, { recursive: true });
  const nodePackage = `node-linux-${process.arch}`;
  const needed = [`${nodePackage}@${version}`, `npm@${NPM_VERSION}`];
  await Promise.all([
    runCommand('mmdebstrap', [...DEBIAN, suite, 'debian.tar'], { cwd: made }),
    runCommand('npm', ['install', '--prefix', made, ...QUIETLY, ...needed], { cwd: made }),
  ]);
  const modules = join(made, 'node_modules');
  await cp(join(modules, nodePackage, 'bin/node'), join(made, 'node'));
  await cp(join(modules, 'npm'), join(made, 'npm'), { recursive: true });
  await rm(modules, { recursive: true });
  await rename(made, parts);
  return parts;
}
