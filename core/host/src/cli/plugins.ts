import { type ListedPlugin, listPlugins } from '@headwind/plugin-loader/list-plugins';
import { loadConfig } from '../config/load-config.js';
import { formatProblems } from '../config/problem-report.js';
import { pluginOrigin } from '../plugins/plugin-origin.js';
import type { HostOptions } from '../prepare.js';
import { type ExitCode, OK, WRONG_USAGE } from './exit-code.js';
import type { Output, Terminal } from './terminal.js';
import { textTable } from './text-table.js';

export interface PluginsOptions {
  readonly json: boolean;
}

/** Lists the plugins the host can find, the configured ones among them. */
export async function plugins(
  options: HostOptions,
  { json }: PluginsOptions,
  { stdout, stderr }: Terminal,
): Promise<ExitCode> {
  const { problems, checkable, folder } = await loadConfig(options);
  const uses = checkable.map(({ use }) => use);
  const list = await listPlugins(uses, pluginOrigin(folder, options));

  stdout.write(json ? `${JSON.stringify(list.plugins, undefined, 2)}\n` : tableOf(list.plugins, stdout));
  for (const failure of list.failures) stderr.write(`${failure.message}\n`);
  if (problems.length > 0) stderr.write(`${formatProblems(problems)}\n`);
  return problems.length === 0 && list.failures.length === 0 ? OK : WRONG_USAGE;
}

const HEADINGS = ['NAME', 'KIND', 'VERSION', 'PACKAGE', 'SUBSCRIBES'];

function tableOf(listed: readonly ListedPlugin[], { columns: width }: Output): string {
  const rows = listed.map((each) => [
    each.name,
    each.kind,
    each.version,
    each.package,
    each.subscribes.join(' ') || '-',
  ]);
  const subscribes = HEADINGS.indexOf('SUBSCRIBES');
  const drop = [subscribes, HEADINGS.indexOf('KIND'), HEADINGS.indexOf('VERSION')];
  return textTable([HEADINGS, ...rows], { width, cut: [{ column: subscribes, least: 12 }], drop });
}
