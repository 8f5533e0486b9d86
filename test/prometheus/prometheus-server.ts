import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { z } from 'zod';

/** One series of an answer: its labels, and its value now. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** https://prometheus.io/docs/prometheus/latest/querying/api/#instant-queries */
const vector = z.object({
  status: z.literal('success'),
  data: z.object({
    result: z.array(z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) })),
  }),
});

const alerts = z.object({
  data: z.object({
    alerts: z.array(
      z.object({
        labels: z.record(z.string(), z.string()),
        annotations: z.record(z.string(), z.string()),
        state: z.string(),
      }),
    ),
  }),
});

const targets = z.object({
  data: z.object({
    activeTargets: z.array(z.object({ scrapePool: z.string(), health: z.string(), lastError: z.string() })),
  }),
});

/** A real Prometheus in a process of its own, asked over its HTTP API. */
export class PrometheusServer {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async query(expression: string): Promise<readonly Series[]> {
    const answer = await this.#get(`query?query=${encodeURIComponent(expression)}`);
    return vector.parse(answer).data.result.map(({ metric, value: [, value] }) => ({
      labels: metric,
      value: Number(value),
    }));
  }

  /** Alerts that are pending or fire. */
  async alerts() {
    return alerts.parse(await this.#get('alerts')).data.alerts;
  }

  async targets() {
    return targets.parse(await this.#get('targets')).data.activeTargets;
  }

  async #get(path: string): Promise<unknown> {
    return (await fetch(`${this.#url}/api/v1/${path}`)).json();
  }
}

/**
 * A Prometheus of the running test's own, on a free port of 127.0.0.1, gone when it ends.
 *
 * @param folder of the test's own; its configuration and its data go there
 */
export async function startPrometheus(folder: string, config: string): Promise<PrometheusServer> {
  const file = join(folder, 'prometheus.yaml');
  await writeFile(file, config);
  const child = spawn(
    'prometheus',
    [`--config.file=${file}`, `--storage.tsdb.path=${join(folder, 'tsdb')}`, '--web.listen-address=127.0.0.1:0'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const ended = once(child, 'close');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return new PrometheusServer(`http://${await listeningAddress(child)}`);
}

/** As its log says. What it says afterwards is read as well, so that it never waits for a reader. */
function listeningAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let log = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      const [, address] = /msg="Listening on" address=(\S+)/.exec(log) ?? [];
      if (address !== undefined) resolve(address);
    });
    child.once('close', () => reject(new Error(`Prometheus ended before it listened:\n${log}`)));
  });
}
