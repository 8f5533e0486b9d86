import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { FIXTURES, UNFIT_PLUGINS } from './unfit-plugins.js';

const BINARY = fileURLToPath(new URL('../../core/host/bin/headwind-notify.js', import.meta.url));

interface Ended {
  readonly code: number | string;
  readonly out: string;
  readonly err: string;
}

/** The built command, in the folder of the fixtures. */
function verify(...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { cwd: fileURLToPath(FIXTURES), env: { PATH: process.env.PATH } };
    execFile(process.execPath, [BINARY, 'plugin', 'verify', ...args], options, (error, out, err) =>
      resolve({ code: error?.code ?? 0, out, err }),
    );
  });
}

function stepsThat(result: string, out: string): string[] {
  return out.split('\n').flatMap((line) => (line.startsWith(`${result} `) ? line.slice(result.length).trim() : []));
}

describe('headwind-notify plugin verify', () => {
  it.each(UNFIT_PLUGINS)('fails %s at "%s" alone', async (fixture, step, said) => {
    const { code, out, err } = await verify(fixture);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(stepsThat('failed', out)).toEqual([step]);
    expect(out).toContain(said);
    expect(out).toContain(`@unfit/${fixture} 1.0.0 fails: "${step}"\n`);
    expect(out).not.toContain('k3Xw81tQz7');
  });

  it('passes a plugin with which nothing is wrong, by its folder and by its name', async () => {
    const byFolder = await verify('./fit');
    expect(byFolder).toMatchObject({ code: 0, err: '' });
    expect(byFolder.out).toContain('@unfit/fit 1.0.0 conforms: ');
    const byName = await verify('console');
    expect(byName).toMatchObject({ code: 0, err: '' });
    // What the plugin prints is not mixed with what is printed of it.
    expect(byName.out.split('\n').filter((line) => line.startsWith('{'))).toEqual([]);
  });
});
