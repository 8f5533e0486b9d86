import { nearestName } from '@headwind/bus/nearest-name';
import { isSecretAt } from '@headwind/plugin-loader/json-schema';
import type { z } from 'zod';
import { CONFIG_INVALID } from './config-errors.js';
import { foundText } from './found.js';
import { HOST_JSON_SCHEMA } from './host-schema.js';
import { valueAt } from './mapping.js';
import { type ConfigPath, type Problem, pathText, problemAt, startsWith } from './problem.js';
import { issuesToProblems } from './schema-problems.js';
import { type Setting, settingNameAt } from './settings.js';
import type { Source } from './source.js';

/**
 * The issues of the host's own schema as problems: what was found, as the file writes it, what was expected, and the
 * nearest right word. A value from a variable or flag is a problem of that.
 */
export function hostProblems(
  issues: readonly z.core.$ZodIssue[],
  source: Source,
  settings: readonly Setting[],
): Problem[] {
  return issues.flatMap(meant).flatMap((issue) => {
    const path = issue.path.map((segment) => (typeof segment === 'symbol' ? String(segment) : segment));
    if (issue.code === 'invalid_key') {
      const message = `\`${pathText(path)}\`: ${issue.message}${keyHint(issue, path)}`;
      return [problemAt(CONFIG_INVALID, path, message, source.locate(path, 'key'))];
    }
    const setting = settingNameAt(settings, path);
    const message = messageFor(issue, path, source);
    if (setting !== undefined) return [problemAt(CONFIG_INVALID, [setting], `\`${setting}\`: ${message}`)];
    return issuesToProblems([{ ...issue, message }], [], HOST_JSON_SCHEMA, source.locate);
  });
}

/** Where alternatives failed and only one of them is of the right type at all, what is wrong with that one. */
function meant(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const isOfWrongType = ({ code, path }: z.core.$ZodIssue) => code === 'invalid_type' && path.length === 0;
  const [alternative, ...others] = issue.errors.filter((issues) => !issues.some(isOfWrongType));
  if (alternative === undefined || others.length > 0) return [issue];
  return alternative.map((each) => ({ ...each, path: [...issue.path, ...each.path] }));
}

/** For a key that must be one of certain words, the nearest of them. */
function keyHint({ issues }: z.core.$ZodIssueInvalidKey, path: ConfigPath): string {
  const nearest = nearestName(String(path.at(-1)), issues.flatMap(wordsOf));
  return nearest === undefined ? '' : `; did you mean \`${nearest}\`?`;
}

function messageFor(issue: z.core.$ZodIssue, path: ConfigPath, source: Source): string {
  const value = valueAt(source.written, path);
  if (value === undefined) return `missing; ${issue.message}`;
  if (isSecretAt(HOST_JSON_SCHEMA, path)) return `found a value that is not shown, ${issue.message}`;
  const found = `found ${foundText(value)}, ${issue.message}`;
  if (source.references.some((place) => startsWith(place, path))) return `${found} (the value is not shown)`;
  const nearest = typeof value === 'string' ? nearestName(value, wordsOf(issue)) : undefined;
  return nearest === undefined ? found : `${found}; did you mean \`${nearest}\`?`;
}

/** The words that are right at the place of an issue, where there are only so many. */
function wordsOf(issue: z.core.$ZodIssue): string[] {
  const words: unknown = issue.code === 'custom' ? issue.params?.words : issue.code === 'invalid_value' && issue.values;
  return Array.isArray(words) ? words.filter((word) => typeof word === 'string') : [];
}
