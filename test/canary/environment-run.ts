import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { testFolder } from '../support/folder.js';
import { HostProcess } from '../support/host-process.js';
import { runHost } from '../support/run-host.js';
import type { Canary } from './canary.js';
import { CanaryHost, type Deliveries } from './canary-host.js';
import { CanaryMaker } from './canary-maker.js';
import { Evidence } from './evidence.js';
import { startRepeatingService } from './repeating-service.js';

/** Fewer than what opens the breaker of a channel that only meets the proxy. */
const FAULTS_SENT = ['400', '401', '500', 'error-in-200', 'redirect', 'reset', 'after-185'];

export interface EnvironmentRun {
  readonly canaries: readonly Canary[];
  readonly evidence: Evidence;
  readonly deliveries: Deliveries;
}

/**
 * A host without a configuration file, with a canary in every secret variable, and a proxy that repeats its own password.
 * Whoever reaches for a service over HTTPS gets no further than the proxy.
 */
export async function runEnvironment(): Promise<EnvironmentRun> {
  const canaries = new CanaryMaker();
  const evidence = new Evidence();
  const service = await startRepeatingService(() => canaries.made);
  onTestFinished(() => service.close());
  const folder = await testFolder();
  const tokens = {
    publish: canaries.plain('HEADWIND_TOKEN'),
    read: canaries.plain('HEADWIND_READ_TOKEN'),
    operate: canaries.plain('HEADWIND_OPERATE_TOKEN'),
  };
  const proxy = Object.assign(new URL(service.url), { username: 'proxy-user', password: canaries.plain('HTTP_PROXY') });
  const urlOf = (variable: string): string =>
    `http://service.example/hooks/${canaries.plain(`${variable}, path`)}?sig=${canaries.plain(`${variable}, query`)}`;
  const env = {
    ...{ HEADWIND_LOG_LEVEL: 'trace', HTTP_PROXY: proxy.href, HTTPS_PROXY: proxy.href },
    ...{ HEADWIND_TOKEN: tokens.publish, HEADWIND_READ_TOKEN: tokens.read, HEADWIND_OPERATE_TOKEN: tokens.operate },
    ...{ HEADWIND_WEBHOOK_SECRET: canaries.plain('HEADWIND_WEBHOOK_SECRET') },
    ...{ SLACK_ENABLED: 'true', SLACK_WEBHOOK_URL: urlOf('SLACK_WEBHOOK_URL') },
    ...{ TEAMS_ENABLED: 'true', TEAMS_WEBHOOK_URL: urlOf('TEAMS_WEBHOOK_URL') },
    ...{ WEBHOOK_ENABLED: 'true', WEBHOOK_URL: urlOf('WEBHOOK_URL'), WEBHOOK_TIMEOUT: '1' },
    ...{ WEBHOOK_SECRET: canaries.awkward('WEBHOOK_SECRET') },
    ...{ PAGERDUTY_ENABLED: 'true', PAGERDUTY_ROUTING_KEY: canaries.plain('PAGERDUTY_ROUTING_KEY') },
  };
  const running = runHost({ cwd: folder, env });
  const host = new CanaryHost(await running.listening(), tokens, evidence);
  const stopTail = host.watchTail();
  await host.publish(FAULTS_SENT);
  const deliveries = await host.deliveries();
  await host.ask('GET', '/v1/channels');
  await host.ask('GET', '/readyz');
  for (const args of [
    ['check'],
    ['preview', 'slack'],
    ['preview', 'webhook'],
    ['test', 'teams'],
    ['test', 'pagerduty'],
  ]) {
    const command = new HostProcess({ cwd: folder, env, args });
    await command.exited;
    evidence.add(`headwind-notify ${args.join(' ')}`, command.stdout + command.stderr);
  }
  stopTail();
  await running.stop();
  evidence.add('the log', running.stderr + running.stdout);
  evidence.add('the queue file', await readFile(join(folder, 'data', 'queue.db'), 'latin1'));
  return { canaries: canaries.made, evidence, deliveries };
}
