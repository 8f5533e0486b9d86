import { spawnSync } from 'node:child_process';

/** What promtool said, on either output, and whether it was content. */
export interface Verdict {
  readonly status: number | null;
  readonly text: string;
}

/** Runs promtool to its end. */
export function promtool(args: readonly string[], { cwd, input = '' }: { cwd?: string; input?: string } = {}): Verdict {
  const { status, stdout, stderr } = spawnSync('promtool', args, { cwd, input, encoding: 'utf8' });
  return { status, text: `${stdout}${stderr}` };
}
