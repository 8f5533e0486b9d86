/**
 * The first line of a configuration file, as a comment: it tells an editor with the YAML language server which schema the
 * file has. `headwind-notify schema --output headwind.schema.json` writes that beside the file.
 */
export const EDITOR_LINE = 'yaml-language-server: $schema=./headwind.schema.json';
