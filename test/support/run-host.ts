import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { HostProcess, type HostProcessOptions } from './host-process.js';

/** A host process of the running test's own, gone when it ends. It listens on a free port of 127.0.0.1. */
export function runHost(options: HostProcessOptions): HostProcess {
  const env = { HEADWIND_LISTEN: '127.0.0.1:0', ...options.env };
  const host = new HostProcess({ ...options, env });
  onTestFinished(async () => void (await host.kill()));
  return host;
}

/** A host process with this configuration file. */
export async function runConfiguredHost(folder: string, yaml: string): Promise<HostProcess> {
  await writeFile(join(folder, 'headwind.yaml'), `apiVersion: headwind.sh/v1\n${yaml}`);
  return runHost({ cwd: folder });
}
