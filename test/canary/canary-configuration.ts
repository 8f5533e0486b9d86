import type { CanaryMaker } from './canary-maker.js';
import type { PluginSecrets, SecretField } from './secret-fields.js';

interface Variant {
  /** Secrets that exclude those of another variant. */
  readonly without?: readonly string[];
  readonly settings?: (serviceUrl: string) => Readonly<Record<string, unknown>>;
}

/** What a plugin needs beside its secrets; several where they exclude each other. Of others, their secrets are enough. */
const VARIANTS: Readonly<Record<string, readonly Variant[]>> = {
  slack: [
    { without: ['token'] },
    { without: ['webhookUrl'], settings: (url) => ({ channel: '#alerts', apiUrl: `${url}/api` }) },
  ],
  pagerduty: [{ settings: (baseUrl) => ({ baseUrl }) }],
  opsgenie: [{ settings: (baseUrl) => ({ baseUrl }) }],
  metrics: [{ settings: () => ({ listen: '127.0.0.1:0' }) }],
};

/** Secrets that must have a form of their own. */
const FORMS: Readonly<Record<string, (canaries: CanaryMaker, field: string) => string>> = {
  'slack: token': (canaries, field) => canaries.plain(field, 'xoxb-'),
  'pagerduty: routingKey': (canaries, field) => canaries.plain(field),
};

export interface CanaryInstance {
  readonly name: string;
  readonly use: string;
  readonly isChannel: boolean;
  readonly config: Readonly<Record<string, unknown>>;
  /** The secret fields that it fills. */
  readonly paths: readonly (readonly (string | number)[])[];
}

/** Instances of every plugin that has secrets, which fill every secret field there is with a canary. */
export function canaryInstances(
  plugins: readonly PluginSecrets[],
  serviceUrl: string,
  canaries: CanaryMaker,
): readonly CanaryInstance[] {
  return plugins.flatMap(({ plugin, kind, fields }) =>
    (VARIANTS[plugin] ?? [{}]).map(({ without = [], settings }, index) => {
      const filled = fields.filter(({ path }) => !without.includes(path.join('.')));
      const config = filled.reduce<unknown>(
        (at, field) =>
          withValueAt(at, field.path, secretFor(`${plugin}: ${field.path.join('.')}`, field, serviceUrl, canaries)),
        settings?.(serviceUrl) ?? {},
      );
      return {
        name: `${plugin}-${index + 1}`,
        use: plugin,
        isChannel: kind === 'channel',
        config: Object(config),
        paths: filled.map(({ path }) => path),
      };
    }),
  );
}

function secretFor(name: string, { isUrl }: SecretField, serviceUrl: string, canaries: CanaryMaker): string {
  if (isUrl) return `${serviceUrl}/hooks/${canaries.plain(`${name}, path`)}?sig=${canaries.plain(`${name}, query`)}`;
  return FORMS[name]?.(canaries, name) ?? canaries.awkward(name);
}

/** A number in the path is a place in a list. */
function withValueAt(at: unknown, [step, ...rest]: readonly (string | number)[], value: unknown): unknown {
  if (step === undefined) return value;
  if (typeof step === 'number') return [withValueAt(undefined, rest, value)];
  const fields: Record<string, unknown> = { ...Object(at) };
  return { ...fields, [step]: withValueAt(fields[step], rest, value) };
}

export type Mistake = 'misspelt key' | 'wrong type' | 'malformed';

/** The same instances, with a mistake in every secret. */
export function mistaken(instances: readonly CanaryInstance[], mistake: Mistake): readonly CanaryInstance[] {
  return instances.map((instance) => {
    const keys = instance.paths.map(([key]) => key);
    const entries = Object.entries(instance.config).map(([key, value]) =>
      keys.includes(key) ? mistakenEntry(key, value, mistake) : [key, value],
    );
    return { ...instance, config: Object.fromEntries(entries) };
  });
}

function mistakenEntry(key: string, value: unknown, mistake: Mistake): [key: string, value: unknown] {
  if (mistake === 'misspelt key') return [`${key}x`, value];
  if (mistake === 'wrong type') return [key, { value }];
  return [key, typeof value === 'string' ? value.replace('http://', 'htp:/').concat(' and more') : value];
}
