import { CONFIG_INVALID } from '../config/config-errors.js';
import type { PluginConfig } from '../config/host-config.js';
import { type ConfigPath, type Locate, type Problem, pathText, problemAt } from '../config/problem.js';
import type { Redactor } from '../log/redactor.js';
import type { TemplatesByKind } from './templates-by-kind.js';

/** The templates of one instance, or every mistake in them (`CONFIG_INVALID`). */
export type LoadedTemplates = { readonly templates?: TemplatesByKind } | Problem[];

/**
 * Reads the templates of an instance. LiquidJS is loaded only where there are any: a start does not wait for it otherwise.
 *
 * @param redactor knows the secrets that references have put into templates
 */
export async function loadTemplates(
  { name, templates: entries }: PluginConfig,
  locate: Locate,
  redactor: Redactor,
): Promise<LoadedTemplates> {
  if (entries === undefined || Object.keys(entries).length === 0) return {};
  const { compileTemplates } = await import('./compile-templates.js');
  const { templates, wrong } = compileTemplates(entries);
  if (wrong.length === 0) return { templates };
  return wrong.map(({ path, text, fault: { found, expected, nearest } }) => {
    const isSecret = redactor.redact(text) !== text;
    const place: ConfigPath = ['plugins', name, 'templates', ...path];
    const hint = nearest === undefined ? '' : `; did you mean \`${nearest}\`?`;
    const shown = isSecret ? 'found a mistake that is not shown, for the template holds a secret' : `found ${found}`;
    const message = `\`${pathText(place)}\`: ${shown}, expected ${expected}${isSecret ? '' : hint}`;
    return problemAt(CONFIG_INVALID, place, message, locate(place));
  });
}
