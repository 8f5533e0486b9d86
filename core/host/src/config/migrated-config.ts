import { Document, isMap, isScalar, type Pair } from 'yaml';
import { CHANNELS, SECRET_VARIABLES, variableOf } from './channel-variables.js';
import { EDITOR_LINE } from './editor-line.js';
import { foundWord } from './found.js';
import { isMapping, type Mapping, valueAt } from './mapping.js';
import type { Source } from './source.js';

export interface MigratedConfig {
  /** A whole `headwind.yaml`. */
  readonly text: string;
  /** The variables whose values are the secrets in it, whether they stand there or are referred to. */
  readonly secretVariables: readonly string[];
}

export interface MigrationOptions {
  /** The operator's file, as it was given. */
  readonly file: string;
  /** Whether to refer to variables in place of secrets. */
  readonly references: boolean;
}

/** The configuration that the operator's file makes, as a `headwind.yaml` with comments for its next reader. */
export function migratedConfig({ tree }: Source, { file, references }: MigrationOptions): MigratedConfig {
  const plugins = valueAt(tree, ['plugins']);
  const secretVariables = new Set<string>();
  const instances = Object.entries(isMapping(plugins) ? plugins : {}).map(([name, instance]) => {
    const { config, ...rest } = isMapping(instance) ? instance : {};
    if (!isMapping(config)) return [name, rest] as const;
    const entries = Object.entries(config).map(([key, value]) => {
      const variable = variableOf(name, key) ?? '';
      if (!SECRET_VARIABLES.includes(variable)) return [key, literal(value)] as const;
      secretVariables.add(variable);
      return [key, references ? referenceTo(variable, value) : literal(value)] as const;
    });
    return [name, { ...rest, config: Object.fromEntries(entries) }] as const;
  });
  const document = new Document({ ...(isMapping(tree) ? tree : {}), plugins: Object.fromEntries(instances) });
  document.commentBefore = heading(file);
  comment(document, Object.fromEntries(instances));
  return { text: document.toString({ lineWidth: 0 }), secretVariables: [...secretVariables] };
}

/** A list of one secret stays one. */
function referenceTo(variable: string, value: unknown): unknown {
  const reference = `\${env:${variable}}`;
  return Array.isArray(value) ? [reference] : reference;
}

/** In the operator's file nothing is a reference. */
function literal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(literal);
  return typeof value === 'string' ? value.replaceAll('${', () => '$${') : value;
}

function heading(file: string): string {
  return [
    ` ${EDITOR_LINE}`,
    ` What ${foundWord(file)} says, as a headwind.yaml.`,
    ' `headwind-notify check` reports every mistake in it; docs/reference/configuration.md has every key.',
    ' `headwind-notify schema --output headwind.schema.json` writes what the first line names, for your editor.',
  ].join('\n');
}

const COMMENTS: Readonly<Record<string, string>> = {
  slack: ' `when: { events: [update_failed, "rollback_*"] }` would send these alone.',
  teams: ' Posts Adaptive Cards. A webhook of Workflows takes them; the connectors of Office 365 are retired.',
  webhook: ' Signed with HMAC-SHA256, as X-Headwind-Signature and as Standard Webhooks have it.',
  pagerduty: ' Opens an incident for a failure or rollback, and resolves it.',
  metrics: ' At /metrics, for Prometheus.',
};

const LANE_COMMENT = " The operator's figures. Without these two: 30s, and retries for 24 hours.";

/** Before each instance what it is, and before the figures of a webhook where they come from. */
function comment(document: Document, instances: Mapping): void {
  for (const [name, instance] of Object.entries(instances)) {
    const use = isMapping(instance) ? String(instance.use) : '';
    setComment(document, ['plugins'], name, COMMENTS[use]);
  }
  setComment(document, ['plugins', 'webhook'], 'timeout', LANE_COMMENT);
  const absent = CHANNELS.filter(({ name }) => !(name in instances) && name !== 'pagerduty').map(({ name }) => name);
  const plugins = document.get('plugins');
  if (absent.length > 0 && isMap(plugins))
    plugins.comment = ` Left out, because they are off there: ${absent.join(', ')}.`;
}

function setComment(document: Document, path: readonly string[], key: string, text: string | undefined): void {
  const map = document.getIn(path);
  if (!isMap(map) || text === undefined) return;
  const pair: Pair | undefined = map.items.find((each) => isScalar(each.key) && each.key.value === key);
  if (isScalar(pair?.key)) pair.key.commentBefore = text;
}
