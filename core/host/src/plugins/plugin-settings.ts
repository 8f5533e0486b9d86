import type { Plugin, SchemaIssue } from '@headwind/plugin-api';
import { PLUGIN_CONFIG_REFUSED } from '@headwind/plugin-loader/errors';
import { validateConfig } from '@headwind/plugin-loader/validate-config';
import type { PluginConfig } from '../config/host-config.js';
import { valueAt } from '../config/mapping.js';
import type { Locate, Problem } from '../config/problem.js';
import { issuesToProblems } from '../config/schema-problems.js';
import type { Redactor } from '../log/redactor.js';

/**
 * Validates the `config` of an instance with its plugin's schema; one that is left out counts as empty. Its secrets are
 * known to the redactor before the schema says a word about them, and its settings are frozen.
 *
 * @returns what is wrong with it as `PLUGIN_CONFIG_REFUSED`
 * @throws `PLUGIN_EXPORT_INVALID` when the schema itself fails
 */
export async function validateSettings(
  plugin: Plugin,
  { config, packageName }: { readonly config: PluginConfig; readonly packageName: string },
  locate: Locate,
  redactor: Redactor,
): Promise<{ readonly settings: unknown } | Problem[]> {
  const given = config.config ?? {};
  const { jsonSchema, result } = await validateConfig(plugin, given, {
    use: config.use,
    limitMs: config.startTimeoutMs,
    learn: (secrets) => learn(secrets, redactor),
  });
  if (result.issues === undefined) return { settings: result.value };
  const problems = issuesToProblems(
    namingWhatIsMissing(result.issues, given),
    ['plugins', config.name, 'config'],
    jsonSchema,
    locate,
  );
  return problems.map((problem) => ({
    ...problem,
    code: PLUGIN_CONFIG_REFUSED.code,
    message: redactor.redact(problem.message),
    remedy: `Correct it to what ${packageName} takes.`,
  }));
}

/** A reference that stands for nothing, as it is written. */
const UNRESOLVED = /\$\{(?:env|file):[^}]*\}?/g;

/** References, behind the name of a scheme at most. */
const ONLY_UNRESOLVED = /^(?:[A-Za-z][\w-]* +)?(?:\$\{(?:env|file):[^}]*\}?\s*)+$/;

/** Which file or variable is missing must be said, so a reference is no secret, nor is what it makes of a URL. */
function learn(secrets: readonly string[], redactor: Redactor): void {
  for (const secret of secrets) {
    if (ONLY_UNRESOLVED.test(secret)) continue;
    redactor.add(/^https?:/i.test(secret) ? secret.replace(UNRESOLVED, 'x') : secret);
  }
}

/** A schema says what it expects; that nothing was found is not always in its words. */
function namingWhatIsMissing(issues: readonly SchemaIssue[], given: unknown): SchemaIssue[] {
  return issues.map((issue) => {
    const path = (issue.path ?? []).map((segment) => (typeof segment === 'object' ? segment.key : segment));
    const keys = path.filter((key) => typeof key !== 'symbol');
    const isMissing = keys.length > 0 && valueAt(given, keys) === undefined;
    return isMissing ? { ...issue, message: `missing; ${issue.message}` } : issue;
  });
}
