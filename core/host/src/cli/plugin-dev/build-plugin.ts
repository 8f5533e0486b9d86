import { spawn } from 'node:child_process';
import type { Terminal } from '../terminal.js';

/**
 * Runs the package's own script `build`; what it prints goes to stderr.
 *
 * @param signal ends the build, with everything that it started
 * @returns how it failed; undefined when it did not
 */
export function buildPlugin(folder: string, terminal: Terminal, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve) => {
    // A process group of its own: npm does not pass a signal on to all that a script starts.
    const build = spawn('npm', ['run', '--silent', 'build'], {
      cwd: folder,
      env: terminal.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const end = (): void => killGroup(build.pid);
    signal.addEventListener('abort', end, { once: true });
    const done = (failure?: string): void => {
      signal.removeEventListener('abort', end);
      resolve(failure);
    };
    for (const output of [build.stdout, build.stderr]) output.on('data', (text) => terminal.stderr.write(text));
    build.on('error', (error) => done(`npm cannot be run: ${error.message}`));
    build.on('close', (code, by) => done(code === 0 ? undefined : `npm run build ended with ${code ?? by}`));
    if (signal.aborted) end();
  });
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGTERM');
  } catch {
    // It has just ended by itself.
  }
}
