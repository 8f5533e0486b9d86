import type { EventDraft, PluginRoute, PublishReceipt } from '@headwind/plugin-api';
import { onTestFinished } from 'vitest';
import type { ServerConfig } from '../../src/config/host-config.js';
import { Access } from '../../src/http/access.js';
import { HeadwindSignatures } from '../../src/http/headwind-signatures.js';
import type { EventIntake } from '../../src/http/intake.js';
import { PluginRouteTable } from '../../src/http/plugin-route-table.js';
import type { ProblemDetails } from '../../src/http/problem-details.js';
import { createServer, type HttpParts, type HttpServer } from '../../src/http/server.js';
import type { Log } from '../../src/log/log.js';
import { SteeredBus } from './steered-bus.js';

/** Takes every event, and can be told to refuse the next. */
export class RecordingIntake implements EventIntake {
  readonly published: EventDraft[] = [];
  readonly sources: string[] = [];
  refusal: unknown;

  async publish(drafts: readonly EventDraft[], source: string): Promise<readonly PublishReceipt[]> {
    if (this.refusal !== undefined) throw this.refusal;
    const receipts = drafts.map((draft, index) => {
      const id = draft.id ?? `made-${this.published.length + index}`;
      return { id, duplicate: this.published.some((known) => known.id !== undefined && known.id === id) };
    });
    this.published.push(...drafts);
    this.sources.push(source);
    return receipts;
  }
}

/** Keeps what is logged. */
export class RecordingLog implements Log {
  readonly lines: { level: string; message: string; fields: Readonly<Record<string, unknown>> }[] = [];
  readonly debug = this.#level('debug');
  readonly info = this.#level('info');
  readonly warn = this.#level('warn');
  readonly error = this.#level('error');

  #level(level: string): Log['info'] {
    return (message, fields = {}) => this.lines.push({ level, message, fields });
  }
}

export interface RunningServer {
  readonly url: string;
  readonly port: number;
  readonly intake: RecordingIntake;
  readonly log: RecordingLog;
  readonly server: HttpServer;
  readonly access: Access;
  readonly signatures: HeadwindSignatures;
  readonly pluginRoutes: PluginRouteTable;
  /** What the API steers: a real bus on a queue in memory. */
  readonly steered: SteeredBus;
}

type Changes = Partial<Pick<HttpParts, 'intake' | 'readiness' | 'timeouts'>> & {
  readonly server?: Partial<ServerConfig>;
  /** Where the tokens are checked as for another address than the one it listens on. */
  readonly listen?: string;
  readonly routes?: readonly { readonly instance: string; readonly routes: readonly PluginRoute[] }[];
};

/** The API over a real socket on a free port, until the test is over. */
export async function runServer({
  server: config = {},
  listen,
  routes = [],
  ...changes
}: Changes = {}): Promise<RunningServer> {
  const intake = new RecordingIntake();
  const log = new RecordingLog();
  const full = serverConfig(config);
  const access = new Access(listen === undefined ? full : { ...full, listen: { host: listen, port: 0 } });
  const signatures = new HeadwindSignatures(full.headwind);
  const pluginRoutes = new PluginRouteTable(log);
  for (const each of routes) pluginRoutes.set(each.instance, each.routes);
  const steered = new SteeredBus();
  const server = createServer({
    server: full,
    intake,
    readiness: { problems: async () => [], troubles: async () => [], configuration: { loadedAt: 0 } },
    log,
    access,
    signatures,
    pluginRoutes,
    steering: steered.steering,
    ...changes,
  });
  onTestFinished(async () => {
    await server.close(0);
    await steered.close();
  });
  const { port } = await server.listen();
  return { url: `http://127.0.0.1:${port}`, port, intake, log, server, access, signatures, pluginRoutes, steered };
}

export function serverConfig(changes: Partial<ServerConfig> = {}): ServerConfig {
  return {
    listen: { host: '127.0.0.1', port: 0 },
    tokens: [],
    headwind: { secrets: [], scheme: 'hmac' },
    allowUnauthenticated: false,
    bodyLimitBytes: 1024 * 1024,
    stopTimeoutMs: 10_000,
    ...changes,
  };
}

/** Posts to `/v1/events`, as JSON unless the headers say otherwise. */
export function post(
  url: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${url}/v1/events`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
}

export function postJson(url: string, value: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return post(url, JSON.stringify(value), headers);
}

/** The problem details of an answer that is an error. */
export async function problemOf(reply: Response): Promise<ProblemDetails> {
  return JSON.parse(await reply.text());
}
