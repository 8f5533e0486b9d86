import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { codeBlocksOf } from '../house/markdown.js';
import { REPOSITORY } from '../house/repository.js';
import { testFolder } from '../support/folder.js';
import { everyMetric } from './every-metric.js';
import { describeWithPrometheus } from './installed.js';
import { promtool } from './promtool.js';
import { RULES } from './rule-files.js';

let page = '';

beforeAll(async () => {
  page = await readFile(join(REPOSITORY, 'docs/how-to/monitoring.md'), 'utf8');
});

describe('the guide to monitoring', () => {
  it('names only metrics that there are', async () => {
    const known = await everyMetric();
    const named = [...page.matchAll(/\bheadwind_[a-z_]+/g)].map(([name]) => name);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
    expect(named.length).toBeGreaterThan(3);
  });
});

describeWithPrometheus('the guide to monitoring, to promtool', () => {
  it('shows a configuration that is right', async () => {
    const folder = await testFolder();
    const token = join(folder, 'token');
    const shown = codeBlocksOf(page).find(({ text }) => text.startsWith('rule_files:'))?.text ?? '';
    const config = shown
      .replace('/run/secrets/headwind-read-token', token)
      .replaceAll('- headwind-', `- ${RULES}headwind-`);
    await writeFile(token, 'read-token');
    await writeFile(join(folder, 'prometheus.yaml'), config);
    const { status, text } = promtool(['check', 'config', join(folder, 'prometheus.yaml')]);
    expect(text).toContain('2 rule files found');
    expect(status).toBe(0);
  });
});
