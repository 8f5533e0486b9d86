import type { Manifest } from '@headwind/plugin-api';
import { CONFIG_INVALID } from '../config/config-errors.js';
import type { PluginConfig } from '../config/host-config.js';
import { type Locate, type Problem, pathText, problemAt } from '../config/problem.js';

/** The problem that an instance has templates although it presents no event in words; undefined where it may have them. */
export function templatesWithoutEffect(
  { name, use, templates }: PluginConfig,
  manifest: Manifest,
  locate: Locate,
): Problem | undefined {
  if (templates === undefined || (manifest.kind === 'channel' && manifest.templates !== false)) return undefined;
  const why =
    manifest.kind === 'channel' ? `which sends events as they are` : `which is ${WITH_ARTICLE[manifest.kind]}`;
  const path = ['plugins', name, 'templates'];
  const message = `\`${pathText(path)}\`: found templates for ${use}, ${why}: they would have no effect; expected them on a channel that words its messages`;
  return problemAt(CONFIG_INVALID, path, message, locate(path, 'key'));
}

const WITH_ARTICLE = { channel: 'a channel', observer: 'an observer', source: 'a source' };
