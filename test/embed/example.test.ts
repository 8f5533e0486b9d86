import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codeBlocksOf } from '../house/markdown.js';
import { REPOSITORY } from '../house/repository.js';
import { testFolder } from '../support/folder.js';
import { testReceiver } from '../support/receiver.js';
import { type ProgramEnd, runFile } from './embedding-program.js';

const EXAMPLE = 'docs/examples/embed.ts';

function runExample(folder: string, url: string): Promise<ProgramEnd> {
  // The build compiles it, and fails where its types are wrong.
  const file = join(REPOSITORY, 'docs/examples/dist/embed.js');
  return runFile(file, { cwd: folder, env: { TEAM_WEBHOOK_URL: url } }).ended;
}

describe('the example of the documentation', () => {
  it('is what its page shows', async () => {
    const page = await readFile(join(REPOSITORY, 'docs/how-to/embed.md'), 'utf8');
    const shown = codeBlocksOf(page).filter(({ text }) => text.startsWith('import { setTimeout'));
    expect(shown.map(({ text }) => text)).toEqual([await readFile(join(REPOSITORY, EXAMPLE), 'utf8')]);
  });

  it('publishes, delivers, observes and stops; and finds the next time what it could not deliver', async () => {
    const folder = await testFolder();
    const unwell = await testReceiver();
    for (let request = 0; request < 200; request += 1) unwell.replyWith(503);
    const first = await runExample(folder, `${unwell.url}/s3cret-path-1a2b3c`);
    expect(first.code, first.stderr).toBe(0);
    expect(first.stdout).toMatch(/^update_completed of checkout-api: stored for team$/m);
    expect(first.stdout).toMatch(/^update_failed of payments-api: pending at team, attempt 1$/m);
    expect(first.stdout).toMatch(/^team: 2 pending, 0 given up$/m);
    expect(first.stderr).toContain('notification failed, will be sent again');
    expect(first.stdout + first.stderr).not.toContain('s3cret');

    const well = await testReceiver();
    const second = await runExample(folder, well.url);
    expect(second.code, second.stderr).toBe(0);
    expect(second.stdout.match(/: delivered at team, attempt/g)).toHaveLength(4);
    expect(second.stdout).toMatch(/^team: 0 pending, 0 given up$/m);
    const names = well.requests.map(({ rawBody }) => JSON.parse(rawBody.toString()).deployment.name);
    expect(names.toSorted()).toEqual(['checkout-api', 'checkout-api', 'payments-api', 'payments-api']);
  });

  it('says what is wrong with its configuration', async () => {
    const { code, stderr } = await runExample(await testFolder(), '');
    expect(code).toBe(2);
    expect(stderr).toMatch(/REFERENCE_UNRESOLVED {2}`plugins.team.config.url`/);
  });
});
