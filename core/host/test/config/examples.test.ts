import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load-config.js';
import { configFolder, right } from './config-folder.js';

const FOLDER = resolve(import.meta.dirname, '../../../../config');
const EXAMPLES = readdirSync(FOLDER).filter((name) => /^(headwind|minimal-).*\.yaml$/.test(name));

/** What the examples refer to. */
const ENV = {
  HEADWIND_PUBLISH_TOKEN: 'publish-token',
  PIPELINE_URL: 'https://pipeline.example.com/events',
  PIPELINE_SECRET: 'pipeline-secret',
  ONCALL_URL: 'https://oncall.example.com/events',
  RECEIVER_URL: 'https://receiver.example.com/events',
  RECEIVER_SECRET: 'receiver-secret',
};

describe('the example configurations', () => {
  it('are there', () => {
    expect(EXAMPLES).toEqual(['headwind.example.yaml', 'minimal-console.yaml', 'minimal-webhook.yaml']);
  });

  it.each(EXAMPLES)('are right: %s', async (name) => {
    const loaded = await loadConfig({ file: resolve(FOLDER, name), env: ENV, cwd: await configFolder() });
    expect(right(loaded).plugins.length).toBeGreaterThan(0);
    expect(loaded.warnings).toEqual([]);
  });
});
