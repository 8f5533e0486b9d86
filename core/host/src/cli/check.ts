import { formatProblems } from '../config/problem-report.js';
import type { HostOptions } from '../prepare.js';
import { type ExitCode, OK, WRONG_USAGE } from './exit-code.js';
import type { HostProgram, HostSummary } from './host-program.js';
import type { Terminal } from './terminal.js';
import { textTable } from './text-table.js';

/** Does everything a start does short of starting: configuration, plugins, their configuration. */
export async function check(options: HostOptions, terminal: Terminal, host: HostProgram): Promise<ExitCode> {
  const { problems, warnings, summary } = await host.checkHost(options);
  for (const warning of warnings) terminal.stderr.write(`warning: ${warning}\n`);
  if (problems.length > 0) {
    terminal.stderr.write(`${formatProblems(problems)}\n`);
    return WRONG_USAGE;
  }
  terminal.stdout.write(`${originText(summary)} is right\n`);
  const rows = summary.instances.map((each) => [each.name, each.kind, `${each.package} ${each.version}`]);
  terminal.stdout.write(textTable(rows, { indent: '  ' }));
  return OK;
}

function originText({ origin }: HostSummary): string {
  switch (origin.type) {
    case 'file':
    case 'operator':
      return origin.path;
    case 'program':
      return 'The configuration of the program';
    case 'environment':
      return 'The configuration from environment variables';
    case 'defaults':
      return 'The default configuration (there is no configuration file)';
  }
}
