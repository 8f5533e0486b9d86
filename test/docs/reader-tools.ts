import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REPOSITORY } from '../house/repository.js';

const NODE = process.execPath;
const CLI = join(REPOSITORY, 'core/host/bin/headwind-notify.js');

/** What the commands of the pages call, as a reader has it who is where the page supposes. */
const TOOLS: Readonly<Record<string, string>> = {
  // A port that is free, and nobody to answer questions.
  'headwind-notify': `
case "$1 $2" in
  serve*) shift; set -- serve --listen 127.0.0.1:0 "$@" ;;
  "dead-letters replay" | "dead-letters discard") set -- "$@" --yes ;;
esac
exec "${NODE}" "${CLI}" "$@"`,
  // The real one takes a second to find what is there already; the test of the tutorial uses it.
  npx: 'exec "$@"',
  // The packages are there already; those that a page names have to be among them. Scripts are run.
  npm: `
if [ "$1" = run ]; then PATH="\${PATH#*:}" exec npm "$@"; fi
[ "$1" = install ] || { echo "npm $1 is not for here: name the block in test/docs/not-run.ts" >&2; exit 1; }
shift
for package; do
  [ -d "${REPOSITORY}/node_modules/$package" ] || { echo "there is no package $package" >&2; exit 1; }
done`,
};

/** Puts the tools into a folder, for `PATH`. */
export async function makeTools(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, script] of Object.entries(TOOLS)) {
    await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(folder, name), 0o755);
  }
}
