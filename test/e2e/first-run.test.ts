import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { testFolder } from '../support/folder.js';
import { runHost } from '../support/run-host.js';

describe('a host that nobody configured', () => {
  it('tells the story of the sample update, and ends with a curl command that works as printed', async () => {
    const host = runHost({ cwd: await testFolder() });
    const [command] = await host.saysOnStdout(/curl [\s\S]*\}'/);
    const told = host.stdout.split('\n').filter((line) => line.startsWith('{"'));
    expect(told.map((line) => JSON.parse(line).event)).toEqual([
      'update_detected',
      'update_request_created',
      'update_approved',
      'update_completed',
      'rollback_triggered',
      'rollback_completed',
    ]);
    expect(host.stdout.trimEnd().endsWith(command)).toBe(true);

    const { stdout } = await promisify(execFile)('sh', ['-c', command]);
    expect(JSON.parse(stdout)).toEqual({ events: [{ id: expect.any(String), duplicate: false }] });
    await host.saysOnStdout(/nginx-update-1-26-0|"name":"nginx"/);
    expect(await host.stop()).toBe(0);
  });
});
