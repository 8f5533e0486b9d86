import { Refusal } from './refusal.js';

/** What a plugin is called. */
export interface PluginName {
  /** In the manifest: `team-chat`. */
  readonly name: string;
  /** The package: `headwind-plugin-team-chat`, or `@acme/team-chat` where a scope was given. */
  readonly package: string;
}

/** Under a scope, or without one. The last part is what the manifest takes; npm takes that as well. */
const NAME = /^(?:(@[a-z0-9][a-z0-9._-]*)\/)?([a-z0-9][a-z0-9-]*)$/;

const PREFIX = 'headwind-plugin-';

/** The longest name of a package that npm takes, in characters. */
const LONGEST = 214;

/**
 * The names of the plugin and its package. Without a scope the package's name begins with `headwind-plugin-`, so that it
 * can be found in a registry.
 *
 * @throws Refusal where the manifest or npm would not take it
 */
export function pluginNameOf(text: string): PluginName {
  const [, scope, last = ''] = NAME.exec(text) ?? [];
  const name = last.startsWith(PREFIX) ? last.slice(PREFIX.length) : last;
  if (!NAME.test(name)) {
    throw new Refusal(
      `The name is "${text}"; expected lower-case letters, digits and dashes, such as "team-chat", or with a scope "@acme/team-chat".`,
    );
  }
  if (scope === '@headwind') {
    throw new Refusal(
      `The name is "${text}"; @headwind is for the project's own plugins. Use a scope of yours, or none.`,
    );
  }
  const packageName = scope === undefined ? `${PREFIX}${name}` : `${scope}/${last}`;
  if (packageName.length > LONGEST) {
    throw new Refusal(
      `The package's name would have ${packageName.length} characters; npm takes up to ${LONGEST}. Choose a shorter one.`,
    );
  }
  return { name, package: packageName };
}
