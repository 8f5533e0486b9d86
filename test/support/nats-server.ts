import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describeWhere } from './describe-where.js';
import { missingCommands } from './missing-commands.js';

/** Of Debian's package `nats-server`. */
const COMMAND = 'nats-server';

const missing = missingCommands(COMMAND);

/** What the largest event of the suites needs: 8 MiB, the most that NATS recommends. */
const MAX_PAYLOAD = 8 * 2 ** 20;

/** A suite that runs a NATS server. */
export function describeWithNats(name: string, suite: () => void): void {
  describeWhere(name, { missing, from: "of Debian's package of that name" }, suite);
}

/** A NATS server with JetStream in a process of its own, on one port for good. */
export class NatsServer {
  readonly port: number;
  readonly #folder: string;
  readonly #config: string;
  #child: ChildProcess | undefined;

  constructor(port: number, folder: string, config: string) {
    this.port = port;
    this.#folder = folder;
    this.#config = config;
  }

  get url(): string {
    return `nats://127.0.0.1:${this.port}`;
  }

  /** Starts it, on what it stored before; resolves when it takes connections. */
  async start(): Promise<void> {
    const file = join(this.#folder, 'nats.conf');
    const store = join(this.#folder, 'store');
    const own = `listen: "127.0.0.1:${this.port}"\nmax_payload: ${MAX_PAYLOAD}\njetstream { store_dir: "${store}" }\n`;
    await writeFile(file, `${own}${this.#config}`);
    const child = spawn(COMMAND, ['-c', file], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#child = child;
    const said: string[] = [];
    for await (const line of createInterface({ input: child.stderr })) {
      said.push(line);
      if (!line.includes('Server is ready')) continue;
      child.stderr.resume();
      return;
    }
    throw new Error(`${COMMAND} did not start:\n${said.join('\n')}`);
  }

  /** Ends the process by a signal; what it stored stays. */
  async kill(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }

  /** Ends it for good, and removes what it stored. */
  async remove(): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** A server that is not started yet. @param config beside its address and its store: https://docs.nats.io/running-a-nats-service/configuration */
export async function makeNatsServer(config = ''): Promise<NatsServer> {
  return new NatsServer(await freePort(), await mkdtemp(join(tmpdir(), 'headwind-nats-')), config);
}

/** A running server, of whoever calls it: it has to be removed. */
export async function startNatsServer(config = ''): Promise<NatsServer> {
  const server = await makeNatsServer(config);
  await server.start();
  return server;
}

/** A port of 127.0.0.1 that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
