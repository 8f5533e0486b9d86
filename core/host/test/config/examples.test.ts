import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkHost } from '../../src/host.js';
import { configFolder } from './config-folder.js';

const FOLDER = resolve(import.meta.dirname, '../../../../config');
const EXAMPLES = readdirSync(FOLDER).filter((name) => /^(headwind|minimal-).*\.yaml$/.test(name));

/** What the examples refer to. */
const ENV = {
  HEADWIND_OPERATOR_SECRET: 'secret-of-the-operator',
  HEADWIND_PUBLISH_TOKEN: 'publish-token',
  PIPELINE_URL: 'https://pipeline.example.com/events',
  PIPELINE_SECRET: 'pipeline-secret',
  ONCALL_URL: 'https://oncall.example.com/events',
  PAGERDUTY_ROUTING_KEY: '0'.repeat(32),
  PROMETHEUS_TOKEN: 'prometheus-token',
  SLACK_BOT_TOKEN: 'xoxb-000000000000-XXXXXXXX',
  SLACK_WEBHOOK_URL: 'https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXX',
  TEAMS_WEBHOOK_URL: 'https://prod-00.westeurope.environment.api.powerplatform.com/workflows/0?sig=XXXX',
  RECEIVER_URL: 'https://receiver.example.com/events',
  RECEIVER_SECRET: 'receiver-secret',
};

describe('the example configurations', () => {
  it('are there', () => {
    expect(EXAMPLES).toEqual([
      'headwind.example.yaml',
      'minimal-console.yaml',
      'minimal-kubernetes.yaml',
      'minimal-slack.yaml',
      'minimal-webhook.yaml',
    ]);
  });

  it.each(EXAMPLES)('are right: %s', async (name) => {
    const file = resolve(FOLDER, name);
    const text = readFileSync(file, 'utf8');
    const env = Object.fromEntries(Object.entries(ENV).filter(([variable]) => text.includes(variable)));
    const checked = await checkHost({ file, env, cwd: await configFolder() });
    expect(checked.problems).toEqual([]);
    expect(checked.warnings).toEqual([]);
    expect(checked.summary.instances.length).toBeGreaterThan(0);
  });
});
