import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CHANNEL_VARIABLES } from '../../src/config/channel-variables.js';
import { DEFAULT_CONFIG_FILE, DEFAULT_DATA_FOLDER, DEFAULTS, ENVIRONMENT_WEBHOOK } from '../../src/config/defaults.js';
import { OPERATOR_KEYS } from '../../src/config/operator-keys.js';
import { HOST_VARIABLES } from '../../src/config/settings.js';
import { schemaKeys } from './schema-keys.js';

const PAGE = readFileSync(resolve(import.meta.dirname, '../../../../docs/reference/configuration.md'), 'utf8');

/** The rows of every table with these columns, each as its cells without backticks. */
function rows(...columns: string[]): string[][] {
  const tables = PAGE.split('\n\n').map((block) => block.trim().split('\n').map(cells));
  return tables.filter(([header]) => header?.join() === columns.join()).flatMap((table) => table.slice(2));
}

function cells(row: string): string[] {
  return row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.replaceAll('`', '').trim());
}

describe('the reference page of the configuration', () => {
  it('lists every key of the file with its default, in the order of the schema', () => {
    const listed = rows('Key', 'Value', 'Default', 'Meaning').map(([name, , standard]) => ({ name, standard }));
    expect(listed).toEqual(schemaKeys().map(({ name, standard }) => ({ name, standard })));
  });

  it('says of every key what an editor does', () => {
    const listed = rows('Key', 'Value', 'Default', 'Meaning').map(([name, , , meaning = '']) => ({
      name,
      description: meaning.replaceAll(/\[([^\]]+)\]\([^)]*\)/g, '$1'),
    }));
    expect(listed).toEqual(schemaKeys().map(({ name, description }) => ({ name, description })));
  });

  it('says what every key and variable means', () => {
    const tables = [...rows('Key', 'Value', 'Default', 'Meaning'), ...rows('Variable', 'Default', 'Meaning')];
    expect(tables.length).toBeGreaterThan(0);
    expect(tables.filter((row) => (row.at(-1) ?? '').length < 10)).toEqual([]);
  });

  it("lists every key of the operator's file, and the variable that it stands in for", () => {
    const listed = rows('Variable', "Key of the operator's file", 'Key of headwind.yaml');
    expect(listed.map(([variable, key]) => [variable, key])).toEqual(
      OPERATOR_KEYS.map(({ section, key, variable }) => [variable, `${section}.${key}`]),
    );
  });

  it('lists every variable with its default', () => {
    const listed = rows('Variable', 'Default', 'Meaning');
    expect(listed.map(([name]) => name)).toEqual([
      ...['HEADWIND_CONFIG', 'HEADWIND_OPERATOR_CONFIG', 'HEADWIND_PLUGINS'],
      ...HOST_VARIABLES,
      ...CHANNEL_VARIABLES,
    ]);
    expect(Object.fromEntries(listed)).toMatchObject({
      HEADWIND_CONFIG: DEFAULT_CONFIG_FILE,
      HEADWIND_LISTEN: DEFAULTS.server.listen,
      HEADWIND_DATA: DEFAULT_DATA_FOLDER,
      HEADWIND_WEBHOOK_SCHEME: DEFAULTS.headwind.scheme,
      HEADWIND_LOG_LEVEL: DEFAULTS.log.level,
      WEBHOOK_TIMEOUT: String(ENVIRONMENT_WEBHOOK.timeoutSeconds),
      WEBHOOK_MAX_RETRIES: String(ENVIRONMENT_WEBHOOK.maxRetries),
    });
  });
});
