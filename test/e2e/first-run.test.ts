import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { testFolder } from '../support/folder.js';
import { runHost } from '../support/run-host.js';

const ROOT = new URL('../../', import.meta.url);

describe('npm start', () => {
  it('puts the host in the place of its shell, so that a signal reaches it', async () => {
    const { scripts } = JSON.parse(await readFile(new URL('package.json', ROOT), 'utf8'));
    const [, serve] = scripts.start.split(' && ');
    const env = { ...process.env, HEADWIND_LISTEN: '127.0.0.1:0', HEADWIND_DATA: await testFolder() };
    const shell = spawn('sh', ['-c', serve], { cwd: ROOT, env, stdio: 'pipe' });
    onTestFinished(() => void shell.kill('SIGKILL'));
    for await (const text of shell.stderr.setEncoding('utf8')) if (text.includes('listening')) break;
    shell.kill('SIGTERM');
    expect(await once(shell, 'exit')).toEqual([0, null]);
  });
});

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
