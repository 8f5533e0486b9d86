import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { testFolder } from '../support/folder.js';
import type { HostProcess } from '../support/host-process.js';
import type { NatsServer } from '../support/nats-server.js';
import { runHost } from '../support/run-host.js';

export interface NatsHostOptions {
  /** What the configuration says beside `apiVersion` and `queue`, as YAML. */
  readonly yaml: string;
  /** Further keys of `queue`, as in `{ }`. */
  readonly queue?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A host process on a NATS server, of the running test's own; it listens on a free port. */
export async function runNatsHost(server: Pick<NatsServer, 'url'>, options: NatsHostOptions): Promise<HostProcess> {
  const { yaml, queue = 'leaseTime: 2s', env = {} } = options;
  const folder = await testFolder();
  const text = `apiVersion: headwind.sh/v1\nqueue: { type: nats, servers: "${server.url}", ${queue} }\n${yaml}`;
  await writeFile(join(folder, 'headwind.yaml'), text);
  return runHost({ cwd: folder, env });
}

/** What `GET /readyz` says. */
export async function readiness(address: string): Promise<{ status: number; text: string }> {
  const answer = await fetch(`${address}/readyz`);
  return { status: answer.status, text: await answer.text() };
}
