import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { SLACK_CODES, THREAD_GONE_CODES } from '../src/codes.js';

const page = await readFile(new URL('../../../docs/how-to/slack.md', import.meta.url), 'utf8');

describe('the page about Slack', () => {
  it('has every code with its outcome and advice, and no other', () => {
    const rows = [...page.matchAll(/^\| `(\w+)` +\| (\w+) +\| (.+?) +\|$/gm)];
    const documented = rows.map(([, code, outcome, advice]) => [code, { outcome, advice }]);
    expect(documented).toEqual(Object.entries(SLACK_CODES));
  });
});

describe('the codes that open a new thread', () => {
  it('are known', () => {
    expect([...THREAD_GONE_CODES].filter((code) => !(code in SLACK_CODES))).toEqual([]);
  });
});
