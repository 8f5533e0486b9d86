import { relative } from 'node:path';
import { argumentsOf, USAGE } from './arguments.js';
import { choicesOf } from './choices.js';
import { Questions } from './questions.js';
import { Refusal } from './refusal.js';
import { writePlugin } from './write-plugin.js';

/** Exit codes: 0 written, 1 it could not be written, 2 wrong usage. */
async function main(args: readonly string[]): Promise<number> {
  try {
    const said = argumentsOf(args);
    if (said.help) {
      console.log(USAGE);
      return 0;
    }
    const questions = process.stdin.isTTY && !said.yes ? new Questions(process.stdin, process.stdout) : undefined;
    const plugin = await choicesOf(said, process.cwd(), questions).finally(() => questions?.close());
    const files = await writePlugin(plugin);
    const folder = relative('', plugin.folder) || '.';
    console.log(`Wrote ${files.length} files of the ${plugin.kind} ${plugin.name.package} to ${folder}. Next:\n`);
    if (folder !== '.') console.log(`  cd ${folder}`);
    console.log('  npm install\n  npm test');
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return error instanceof Refusal ? 2 : 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
