import { blankOut, EVENT_KINDS, type EventKind, type Manifest, type Plugin } from '@headwind/plugin-api';
import { PLUGIN_CONFIG_REFUSED } from '@headwind/plugin-loader/errors';
import { importPlugin } from '@headwind/plugin-loader/import-plugin';
import type { JsonSchema } from '@headwind/plugin-loader/json-schema';
import { type PluginPackage, readPackage } from '@headwind/plugin-loader/plugin-package';
import { readManifest } from '@headwind/plugin-loader/read-manifest';
import { configJsonSchema, validateConfig } from '@headwind/plugin-loader/validate-config';
import type { Responder } from '../scripted-http.js';
import { CANARY_FORMS, tracesOf, withCanaries } from './canaries.js';
import { ConformanceFault } from './conformance-fault.js';
import { type ConformanceLimits, type ConformanceOptions, DEFAULT_LIMITS } from './conformance-options.js';
import { type DeliveryTrial, deliverEach } from './delivery-trial.js';
import { once } from './once.js';
import { USUAL_ACCEPTANCES } from './usual-acceptances.js';

/** A configuration, and where it comes from. */
export interface GivenConfig {
  readonly config: unknown;
  /** `options.config`, `headwind.example`, … */
  readonly from: string;
}

/** Settings as an instance gets them, and what of them is secret. */
export interface TriedSettings {
  readonly settings: unknown;
  readonly secrets: readonly string[];
}

/** How a plugin delivers when its receiver says yes. */
export interface Acceptance {
  readonly reply: Responder;
  /** One delivery of each kind. */
  readonly deliveries: readonly DeliveryTrial[];
}

/**
 * The plugin that is tried, loaded as far as somebody asks, each part once. What goes wrong is thrown at whoever asks for
 * it, and at everybody who needs it.
 */
export class Subject {
  readonly folder: string;
  readonly options: ConformanceOptions;
  readonly limits: ConformanceLimits;
  readonly #secrets = new Set<string>();

  /** @param folder that of the package, absolute */
  constructor(folder: string, options: ConformanceOptions) {
    this.folder = folder;
    this.options = options;
    this.limits = { ...DEFAULT_LIMITS, ...options.limits };
  }

  /** @throws `MANIFEST_INVALID` when package.json cannot be read */
  readonly package = once(async (): Promise<PluginPackage> => {
    const found = await readPackage(this.folder);
    if (found !== undefined) return found;
    throw new ConformanceFault(
      `${this.folder} has no package.json.`,
      'Give the folder of a package, whose package.json holds the manifest under the key "headwind".',
    );
  });

  /** @throws `MANIFEST_MISSING`, `MANIFEST_INVALID`, `API_VERSION_UNSUPPORTED` */
  readonly manifest = once(async (): Promise<Manifest> => readManifest(await this.package()));

  /** @throws what `importPlugin` throws */
  readonly plugin = once(
    async (): Promise<Plugin> => importPlugin(await this.package(), await this.manifest(), this.limits.startMs),
  );

  /** @throws `PLUGIN_EXPORT_INVALID` */
  readonly jsonSchema = once(
    async (): Promise<JsonSchema> => configJsonSchema(await this.plugin(), (await this.package()).name),
  );

  /** The configuration to try the plugin with. */
  readonly given = once(async (): Promise<GivenConfig> => {
    const { config } = this.options;
    if (typeof config === 'function') return { config: await config(), from: 'the configuration given' };
    if (config !== undefined) return { config, from: 'the configuration given' };
    const { example } = await this.manifest();
    if (example !== undefined) return { config: example, from: '"headwind.example" of package.json' };
    return { config: {}, from: 'an empty configuration' };
  });

  /** The settings that the given configuration becomes. */
  readonly settings = once(async (): Promise<TriedSettings> => {
    const { config, from } = await this.given();
    const tried = await this.#settingsOf(config);
    if ('settings' in tried) return tried;
    throw new ConformanceFault(
      `The schema refuses ${from} (${PLUGIN_CONFIG_REFUSED.code}): ${tried.refusal}. Expected a configuration to try the plugin with.`,
      'Give one that it accepts: as "headwind.example" of package.json, as `config` to describePlugin, or with --settings.',
    );
  });

  /** The same with a canary in the place of each secret, where the schema accepts that. */
  async settingsWithCanaries(seed: string): Promise<TriedSettings> {
    const { config } = await this.given();
    const schema = await this.jsonSchema();
    for (let form = 0; form < CANARY_FORMS; form += 1) {
      const tried = await this.#settingsOf(withCanaries(schema, config, { seed, form }));
      if ('settings' in tried) return tried;
    }
    return this.settings();
  }

  /** What the schema finds wrong with a configuration; undefined for nothing. */
  async refusalOf(config: unknown): Promise<string | undefined> {
    const tried = await this.#settingsOf(config);
    return 'refusal' in tried ? tried.refusal : undefined;
  }

  /** How a channel delivers every kind of event when its receiver says yes. */
  readonly acceptance = once(async (): Promise<Acceptance> => {
    const replies = this.options.reply === undefined ? USUAL_ACCEPTANCES : [this.options.reply];
    let best: Acceptance | undefined;
    for (const reply of replies) {
      const tried = { reply, deliveries: await deliverEach(this, EVENT_KINDS, reply) };
      if (best === undefined || countDelivered(tried) > countDelivered(best)) best = tried;
      if (countDelivered(best) === EVENT_KINDS.length || tried.deliveries.some(isUnsettled)) break;
    }
    if (best === undefined) throw new Error('there is no reply to try');
    return best;
  });

  /** The kinds of event for which a channel makes requests with `ctx.http`, and how many. */
  async requestsByKind(): Promise<ReadonlyMap<EventKind, number>> {
    const { deliveries } = await this.acceptance();
    const counts = deliveries.map(({ kind, requests }) => [kind, requests.length] as const);
    return new Map(counts.filter(([, count]) => count > 0));
  }

  /** A text without the secrets of every configuration that was tried. */
  redact(text: string): string {
    return blankOut(text, [...this.#secrets].flatMap(tracesOf));
  }

  async #settingsOf(config: unknown): Promise<TriedSettings | { readonly refusal: string }> {
    const secrets = new Set<string>();
    const { result } = await validateConfig(await this.plugin(), config, {
      use: (await this.package()).name,
      limitMs: this.limits.startMs,
      learn: (learnt) => {
        for (const secret of learnt) {
          secrets.add(secret);
          this.#secrets.add(secret);
        }
      },
    });
    if (result.issues === undefined) return { settings: result.value, secrets: [...secrets] };
    const issues = result.issues.map(({ message, path = [] }) => {
      const place = path.map((segment) => String(typeof segment === 'object' ? segment.key : segment)).join('.');
      return place === '' ? message : `"${place}": ${message}`;
    });
    return { refusal: issues.join('; ').replace(/\.$/, '') };
  }
}

function countDelivered({ deliveries }: Acceptance): number {
  return deliveries.filter(({ result }) => result.type === 'outcome' && result.outcome.status === 'delivered').length;
}

/** It would hang with every other reply, too. */
function isUnsettled({ result }: DeliveryTrial): boolean {
  return result.type === 'unsettled';
}
