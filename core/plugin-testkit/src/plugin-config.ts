import type { Plugin, SchemaIssue } from '@headwind/plugin-api';

/** What a plugin's schema makes of a configuration: `config` when it is right, `issues` when it is not. */
export type CheckedConfig<Config> =
  | { readonly config: Config; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

/** Validates as the host does before it calls `create`. */
export async function checkConfig<Config>(
  plugin: Pick<Plugin<Config>, 'config'>,
  input: unknown,
): Promise<CheckedConfig<Config>> {
  const result = await plugin.config['~standard'].validate(input);
  return result.issues === undefined ? { config: result.value } : { issues: result.issues };
}

/**
 * A configuration that is expected to be right, defaults filled in.
 *
 * @throws Error that lists what the schema found wrong
 */
export async function validConfig<Config>(plugin: Pick<Plugin<Config>, 'config'>, input: unknown): Promise<Config> {
  const checked = await checkConfig(plugin, input);
  if (checked.issues === undefined) return checked.config;
  throw new Error(`the configuration is not valid: ${checked.issues.map((issue) => issue.message).join('; ')}`);
}
