import { nearestName } from '@headwind/bus/nearest-name';
import { CONFIG_INVALID } from './config-errors.js';
import { foundWord } from './found.js';
import { isMapping, valueAt } from './mapping.js';
import { INSTANCE_NAME } from './plugin-schema.js';
import { type Problem, pathText, problemAt } from './problem.js';
import type { Source } from './source.js';

/** A level is for an instance that there is. Names that no instance can have are a problem of their own. */
export function logLevelProblems({ tree, locate }: Source): Problem[] {
  const levels = valueAt(tree, ['log', 'levels']);
  const plugins = valueAt(tree, ['plugins']);
  const instances = isMapping(plugins) ? Object.keys(plugins) : [];
  const names = isMapping(levels) ? Object.keys(levels) : [];
  return names
    .filter((name) => INSTANCE_NAME.test(name) && !instances.includes(name))
    .map((name) => {
      const path = ['log', 'levels', name];
      const nearest = nearestName(name, instances);
      const hint = nearest === undefined ? '' : `; did you mean \`${nearest}\`?`;
      const message = `\`${pathText(path)}\`: there is no instance \`${foundWord(name)}\` under \`plugins\`${hint}`;
      return problemAt(CONFIG_INVALID, path, message, locate(path, 'key'));
    });
}
