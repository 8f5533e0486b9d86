#!/usr/bin/env node
import { writeConfigSchema } from './config-schema.js';

const USAGE = `Usage: headwind-plugin-schema <package folder>…

Writes the JSON Schema of each plugin's configuration to the file that "headwind.configSchema" of its package.json names.
Build the packages first. Packages whose manifest names no file are passed over.`;

/** Exit codes: 0 all well, 1 a package failed, 2 wrong usage. */
async function main(packageDirs: readonly string[]): Promise<number> {
  if (packageDirs.includes('--help')) {
    console.log(USAGE);
    return 0;
  }
  if (packageDirs.length === 0) {
    console.error(USAGE);
    return 2;
  }
  let failed = 0;
  for (const packageDir of packageDirs) {
    try {
      const schema = await writeConfigSchema(packageDir);
      if (schema.result === 'written') console.log(`${packageDir}: wrote ${schema.file}`);
    } catch (error) {
      failed += 1;
      console.error(`${packageDir}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
