import { spawnSync } from 'node:child_process';

/** @returns the version that a command says it has, or undefined when there is no such command */
export function versionOf(command: string): string | undefined {
  const { stdout } = spawnSync(command, ['--version'], { encoding: 'utf8' });
  return /\d+\.\d+\.\d+/.exec(stdout ?? '')?.[0];
}
