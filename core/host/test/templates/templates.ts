import type { Describe, PluginLog } from '@headwind/plugin-api';
import type { EventTemplates } from '../../src/config/host-config.js';
import type { ConfigPath, Problem } from '../../src/config/problem.js';
import { Redactor } from '../../src/log/redactor.js';
import { loadTemplates } from '../../src/templates/load-templates.js';
import { describeWith } from '../../src/templates/templated-describe.js';
import { pluginConfig } from '../plugins/plugin-config.js';
import { recordedLog } from '../plugins/recorded-log.js';

export type Entries = Readonly<Record<string, EventTemplates>>;

/** Every path stands on a line of its own: the one that has its length. */
const locate = (path: ConfigPath) => ({ file: 'headwind.yaml', line: path.length, column: 1 });

function load(templates: Entries, redactor: Redactor) {
  return loadTemplates(pluginConfig('console', { templates }), locate, redactor);
}

/** How an instance with these templates, which must be right, puts events into words. */
export async function describingWith(templates: Entries, log: PluginLog = recordedLog()): Promise<Describe> {
  const loaded = await load(templates, new Redactor());
  if (Array.isArray(loaded)) throw new Error(loaded.map(({ message }) => message).join('\n'));
  return describeWith(loaded.templates, log);
}

/** What is wrong with these templates. */
export async function problemsOf(templates: Entries, redactor = new Redactor()): Promise<Problem[]> {
  const loaded = await load(templates, redactor);
  return Array.isArray(loaded) ? loaded : [];
}
