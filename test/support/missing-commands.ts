import { spawnSync } from 'node:child_process';

/** Those of the commands that are not on this machine. */
export function missingCommands(...commands: readonly string[]): readonly string[] {
  return commands.filter((command) => spawnSync(command, ['--version']).status !== 0);
}
