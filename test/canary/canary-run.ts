import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { testFolder } from '../support/folder.js';
import { HostProcess } from '../support/host-process.js';
import { testReceiver } from '../support/receiver.js';
import { runHost } from '../support/run-host.js';
import { askEverything } from './api-answers.js';
import type { Canary } from './canary.js';
import { type CanaryInstance, canaryInstances, type Mistake, mistaken } from './canary-configuration.js';
import { CanaryHost, type Deliveries, type Tokens } from './canary-host.js';
import { CanaryMaker } from './canary-maker.js';
import { Evidence } from './evidence.js';
import { FAULTS, FAULTS_OF_CHANNELS, type RepeatingService, startRepeatingService } from './repeating-service.js';
import type { PluginSecrets } from './secret-fields.js';

const MISTAKES: readonly Mistake[] = ['misspelt key', 'wrong type', 'malformed'];

export interface CanaryRun {
  readonly canaries: readonly Canary[];
  readonly instances: readonly CanaryInstance[];
  readonly evidence: Evidence;
  readonly service: RepeatingService;
  /** What the API says it can be asked for. */
  readonly operations: readonly string[];
  /** After every fault. */
  readonly deliveries: Deliveries;
}

/** One host, with a canary in every secret field of every plugin, through every failure, and all that came out of it. */
export async function runCanaries(plugins: readonly PluginSecrets[]): Promise<CanaryRun> {
  const canaries = new CanaryMaker();
  const evidence = new Evidence();
  const service = await startRepeatingService(() => canaries.made);
  const collector = await testReceiver();
  onTestFinished(() => service.close());
  const folder = await testFolder();
  const instances = canaryInstances(plugins, service.url, canaries);
  const tokens = {
    publish: canaries.awkward('server.tokens: publish'),
    read: canaries.awkward('server.tokens: read'),
    operate: canaries.awkward('server.tokens: operate'),
  };
  const operatorSecret = canaries.awkward('server.headwind.secrets');
  const key = canaries.plain('OTEL_EXPORTER_OTLP_HEADERS');
  const env = {
    HEADWIND_LOG_LEVEL: 'trace',
    OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/${canaries.plain('OTEL_EXPORTER_OTLP_ENDPOINT')}`,
    OTEL_EXPORTER_OTLP_HEADERS: `x-api-key=${key}`,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_BSP_SCHEDULE_DELAY: '20',
    OTEL_LOG_LEVEL: 'all',
    BY_VARIABLE: canaries.awkward('a reference to a variable'),
  };
  await writeFile(join(folder, 'secret'), `${canaries.awkward('a reference to a file')}\n`);
  const file = join(folder, 'headwind.yaml');
  const configure = (chosen: readonly CanaryInstance[]): Promise<void> =>
    writeFile(file, configurationOf(chosen, tokens, operatorSecret, service.url));
  await configure(instances);
  collector.replyWith(400, { body: `no such key: ${key}` });

  const running = runHost({ cwd: folder, env });
  const [, address = ''] = await running.saysOnStderr(/"address":"(http:[^"]+)"[^\n]*"msg":"listening"/);
  const host = new CanaryHost(address, tokens, evidence);
  const stopTail = host.watchTail();
  await host.publish(FAULTS);
  for (const fault of FAULTS_OF_CHANNELS) {
    await host.publish([fault]);
    await host.resumeAll();
  }

  for (const mistake of MISTAKES) {
    await configure(mistaken(instances, mistake));
    await host.ask('POST', '/v1/reload');
  }
  await configure(instances);
  const deliveries = await host.deliveries();
  const dead = deliveries.filter(({ state }) => state === 'dead').map(({ id }) => id);
  const names = [...new Set(deliveries.map(({ channel }) => channel))];
  const operations = await askEverything(address, tokens.operate, { id: dead.slice(0, 6), name: names }, evidence);
  await host.ask('GET', '/metrics');
  await host.ask('GET', '/readyz');

  service.fault = '400';
  const command = async (...args: string[]): Promise<void> => {
    const cliEnv = { ...env, HEADWIND_URL: address, HEADWIND_OPERATE_TOKEN: tokens.operate };
    const process = new HostProcess({ cwd: folder, env: cliEnv, args });
    await process.exited;
    evidence.add(`headwind-notify ${args.join(' ')}`, process.stdout + process.stderr);
  };
  await command('check');
  for (const name of names) {
    await command('preview', name);
    await command('test', name);
  }
  await command('channels');
  await command('deliveries', '--json');
  await command('dead-letters', 'list');
  await command('dead-letters', 'show', dead[0] ?? '');
  for (const mistake of MISTAKES) {
    await configure(mistaken(instances, mistake));
    await command('check');
    await command('serve');
  }

  stopTail();
  await running.stop();
  evidence.add('the log', running.stderr + running.stdout);
  evidence.add('spans', collector.requests.map(({ rawBody }) => rawBody.toString()).join('\n'));
  evidence.add('the queue file', await readFile(join(folder, 'data', 'queue.db'), 'latin1'));
  return { canaries: canaries.made, instances, evidence, service, operations, deliveries };
}

/** As YAML, which JSON is. Every delivery is tried once, and nothing waits for a provider's rate. */
function configurationOf(
  instances: readonly CanaryInstance[],
  tokens: Tokens,
  operatorSecret: string,
  serviceUrl: string,
): string {
  const lane = { retry: { min: '5m', max: '5m' }, concurrency: 1, timeout: '300ms', rateLimit: { perSecond: 1000 } };
  // Every other one, for what a worker thread says goes other ways.
  const isolationOf = (index: number) => (index % 2 === 0 ? 'worker' : 'none');
  const plugins = instances.map(({ name, use, config, isChannel }, index) => [
    name,
    { use, config, isolation: isolationOf(index), ...(isChannel && lane) },
  ]);
  const headers = { authorization: 'Bearer $' + '{env:BY_VARIABLE}', 'x-file': '$' + '{file:./secret}' };
  const { publish, read, operate } = tokens;
  return JSON.stringify({
    apiVersion: 'headwind.sh/v1',
    server: {
      tokens: [publish, { token: read, role: 'read' }, { token: operate, role: 'operate' }],
      headwind: { secrets: [operatorSecret] },
    },
    plugins: {
      ...Object.fromEntries(plugins),
      references: { use: 'webhook', isolation: 'worker', ...lane, config: { url: serviceUrl, headers } },
    },
  });
}
