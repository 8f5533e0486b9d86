/**
 * The parts of the Standard Schema and Standard JSON Schema interfaces (standardschema.dev) that a plugin's
 * configuration needs: validation, and the JSON Schema that editors and `headwind-notify check` read. Zod 4.2 and later
 * have both.
 */
export interface ConfigSchema<Config = unknown> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<Config> | Promise<SchemaResult<Config>>;
    readonly jsonSchema: {
      readonly input: (options: { readonly target: 'draft-2020-12' }) => Record<string, unknown>;
    };
    readonly types?: { readonly input: unknown; readonly output: Config } | undefined;
  };
}

/** The configuration with its defaults filled in, or everything that is wrong with it. */
export type SchemaResult<Config> =
  | { readonly value: Config; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

/** One thing that is wrong with a configuration, and where. */
export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}
