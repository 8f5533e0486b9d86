import { migratedConfig } from '../config/migrated-config.js';
import { formatProblems } from '../config/problem-report.js';
import { readSource } from '../config/read-source.js';
import { type ExitCode, OK, WRONG_USAGE } from './exit-code.js';
import type { HostProgram } from './host-program.js';
import type { MigrateFlags } from './migrate-command.js';
import type { Terminal } from './terminal.js';

export interface MigrateOptions extends MigrateFlags {
  /** The operator's file. */
  readonly file: string;
}

/** Prints the `headwind.yaml` that does what the operator's file does; of one that is wrong, what `check` reports. */
export async function migrate(options: MigrateOptions, terminal: Terminal, host: HostProgram): Promise<ExitCode> {
  const { file, references = false } = options;
  const { stdout, stderr, cwd } = terminal;
  // Which configuration a host would take is not what is asked here.
  const env = { ...terminal.env, HEADWIND_CONFIG: undefined, HEADWIND_OPERATOR_CONFIG: undefined };
  const { problems, warnings } = await host.checkHost({ operatorFile: file, env, cwd });
  for (const warning of warnings) stderr.write(`warning: ${warning}\n`);
  const { source } = await readSource({ operatorFile: file, env, cwd });
  if (problems.length > 0 || source === undefined) {
    stderr.write(`${formatProblems(problems)}\n`);
    return WRONG_USAGE;
  }
  const { text, secretVariables } = migratedConfig(source, { file, references });
  stdout.write(text);
  if (secretVariables.length > 0) stderr.write(`note: ${noteOn(secretVariables, references)}\n`);
  return OK;
}

const FILES = `\${file:/run/secrets/…} in their place reads them from files`;

function noteOn(variables: readonly string[], references: boolean): string {
  if (references) return `set these variables for the host: ${variables.join(', ')}; ${FILES}`;
  return `URLs and secrets stand there as they are; --references prints \${env:…} instead, and ${FILES}`;
}
