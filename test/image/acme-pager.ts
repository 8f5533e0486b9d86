import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { REPOSITORY } from '../house/repository.js';
import { runCommand } from '../packages/run-command.js';

const PAGER = fileURLToPath(new URL('fixtures/acme-pager', import.meta.url));

/** Installs somebody else's plugin into a folder, with what it needs, as its user does: with npm, from packed packages. */
export async function installAcmePager(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const tarballs = [];
  for (const cwd of [PAGER, join(REPOSITORY, 'core/plugin-api')]) {
    const packed = await runCommand('npm', ['pack', '--silent', '--pack-destination', folder], { cwd });
    tarballs.push(join(folder, packed.trim()));
  }
  const quietly = ['--no-audit', '--no-fund', '--prefer-offline'];
  await runCommand('npm', ['install', '--prefix', folder, ...quietly, ...tarballs], { cwd: folder });
}
