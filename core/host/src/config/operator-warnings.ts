import { nearestName } from '@headwind/bus/nearest-name';
import { foundWord } from './found.js';
import { isMapping, type Mapping, valueAt } from './mapping.js';
import { keysOfSection, OPERATOR_KEYS, OPERATOR_SECTIONS } from './operator-keys.js';
import { type ConfigPath, type Locate, pathText } from './problem.js';

/** What the operator passes over in silence, one sentence each, with its place in the file. */
export function operatorWarnings(root: Mapping, locate: Locate): readonly string[] {
  return [...unknownKeys(root, locate), ...emptyKeys(root, locate)];
}

function unknownKeys(root: Mapping, locate: Locate): string[] {
  const warning = (path: ConfigPath, known: readonly string[]): string => {
    const [key, ...parents] = path.toReversed();
    const nearest = nearestName(String(key), known);
    const hint = nearest === undefined ? `known are ${known.join(', ')}` : `did you mean \`${nearest}\`?`;
    const where = parents.length === 0 ? '' : ` in \`${pathText(parents)}\``;
    return `${placeText(path, locate)}unknown key \`${foundWord(String(key))}\`${where}, which has no effect; ${hint}`;
  };
  const sections = Object.keys(root).filter((section) => !OPERATOR_SECTIONS.includes(section));
  return [
    ...sections.map((section) => warning([section], OPERATOR_SECTIONS)),
    ...OPERATOR_SECTIONS.flatMap((section) => {
      const known = keysOfSection(section).map(({ key }) => key);
      const written = root[section];
      const keys = isMapping(written) ? Object.keys(written) : [];
      return keys.filter((key) => !known.includes(key)).map((key) => warning([section, key], known));
    }),
  ];
}

/** A name of Slack's without quotation marks is a comment to YAML, from its # on. */
function emptyKeys(root: Mapping, locate: Locate): string[] {
  const empty = OPERATOR_KEYS.filter(({ section, key }) => valueAt(root, [section, key]) === null);
  return empty.map(({ section, key, variable, value }) => {
    const path = [section, key];
    const hint = value === 'text' ? '; a text that begins with # takes quotation marks' : '';
    return `${placeText(path, locate)}\`${pathText(path)}\` has no value, so ${variable} counts${hint}`;
  });
}

function placeText(path: ConfigPath, locate: Locate): string {
  const position = locate(path, 'key');
  return position === undefined ? '' : `${position.file}:${position.line}:${position.column}: `;
}
