import { CodedError } from '@headwind/bus/coded-error';
import { API_VERSION, type Manifest } from '@headwind/plugin-api';
import { z } from 'zod';
import { API_VERSION_UNSUPPORTED, MANIFEST_INVALID, MANIFEST_MISSING } from './loader-errors.js';
import { isMapping, valueAt } from './mapping.js';
import type { PluginPackage } from './plugin-package.js';

const EXAMPLE = `{ "apiVersion": ${API_VERSION}, "kind": "channel", "name": "slack", "entry": "./dist/plugin.js" }`;

/** A file of the package itself: nothing leads out of its folder. */
function fileInPackage(example: string) {
  const error = `a path inside the package that starts with ./, such as "${example}"`;
  return z.string({ error }).regex(/^\.\/(?!(.*[\\/])?\.\.([\\/]|$))./, { error });
}

const NAME = 'a short name of lower-case letters, digits and dashes, such as "slack"';
const RATE_LIMIT = 'attempts a second and at once, such as { "perSecond": 1, "burst": 3 }';
const SUBSCRIBES = 'a list of kinds of event, such as ["update_*", "rollback_*"]';

/**
 * The error of each field says what is expected of it. Keys that this host does not know are passed over, and kinds of
 * event are not looked up: additions to the contract do not raise `apiVersion`, so a manifest may be newer than the host.
 */
const MANIFEST = z.object({
  apiVersion: z.int(),
  kind: z.enum(['channel', 'observer', 'source'], { error: '"channel", "observer" or "source"' }),
  name: z.string({ error: NAME }).regex(/^[a-z0-9][a-z0-9-]*$/, { error: NAME }),
  entry: fileInPackage('./dist/plugin.js'),
  configSchema: fileInPackage('./dist/config.schema.json').optional(),
  subscribes: z
    .array(z.string({ error: SUBSCRIBES }).regex(/^[a-z_*]+$/, { error: SUBSCRIBES }), { error: SUBSCRIBES })
    .optional(),
  rateLimit: z
    .object(
      {
        perSecond: z.number({ error: 'a number above 0' }).positive({ error: 'a number above 0' }),
        burst: z.int({ error: 'a whole number from 1' }).min(1, { error: 'a whole number from 1' }).default(1),
      },
      { error: RATE_LIMIT },
    )
    .optional(),
  templates: z.boolean({ error: 'true or false' }).optional(),
  example: z.unknown().optional(),
});

/** The keys that a manifest can have. */
export const MANIFEST_KEYS: readonly string[] = Object.keys(MANIFEST.shape);

/**
 * The manifest of a package, the key `headwind` of its package.json. Runs nothing of the package.
 *
 * @throws `MANIFEST_MISSING`; `MANIFEST_INVALID`, with every wrong field; `API_VERSION_UNSUPPORTED`
 */
export function readManifest({ file, name, manifest }: PluginPackage): Manifest {
  if (!isMapping(manifest)) {
    const isMissing = manifest === undefined;
    const found = isMissing ? 'has no key "headwind"' : `has ${shown(manifest)} as "headwind"`;
    throw new CodedError(
      isMissing ? MANIFEST_MISSING : MANIFEST_INVALID,
      `${file} of ${name} ${found}; expected a plugin manifest, such as ${EXAMPLE}.`,
      { remedy: `Check that ${name} is a plugin for Headwind Notifications; if it is your own, correct the key.` },
    );
  }
  checkApiVersion(file, name, manifest.apiVersion);
  const { data, error } = MANIFEST.safeParse(manifest);
  if (error) {
    const wrong = error.issues.map(({ path, message }) => {
      const place = path.map((segment) => (typeof segment === 'number' ? segment : String(segment)));
      return `headwind.${place.join('.')} is ${shown(valueAt(manifest, place))}, expected ${message}`;
    });
    throw new CodedError(MANIFEST_INVALID, `${file} of ${name}: ${wrong.join('; ')}.`);
  }
  const { configSchema, subscribes, rateLimit, templates, example, ...required } = data;
  return {
    ...required,
    ...(configSchema !== undefined && { configSchema }),
    ...(subscribes !== undefined && { subscribes }),
    ...(rateLimit !== undefined && { rateLimit }),
    ...(templates !== undefined && { templates }),
    ...(example !== undefined && { example }),
  };
}

/** A manifest of which not everything is right. */
export type PartialManifest = Pick<Manifest, 'kind' | 'name' | 'subscribes'>;

/**
 * What can be read of a manifest that is wrong. Events for an instance whose kind nobody knows must not be lost, so that
 * it counts as a channel, and as one that subscribes to everything where that cannot be read either.
 */
export function readableManifest({ name: packageName, manifest }: PluginPackage): PartialManifest {
  const { kind, name, subscribes } = MANIFEST.shape;
  const read = isMapping(manifest) ? manifest : {};
  const subscribed = subscribes.safeParse(read.subscribes).data;
  return {
    kind: kind.safeParse(read.kind).data ?? 'channel',
    name: name.safeParse(read.name).data ?? packageName,
    ...(subscribed !== undefined && { subscribes: subscribed }),
  };
}

/** Comes before the rest, for a manifest of another version may look quite different. */
function checkApiVersion(file: string, name: string, version: unknown): void {
  if (version === API_VERSION) return;
  if (version === undefined) {
    throw new CodedError(
      MANIFEST_INVALID,
      `${file} of ${name}: headwind.apiVersion is missing, expected ${API_VERSION}.`,
    );
  }
  const isNewer = typeof version === 'number' && version > API_VERSION;
  throw new CodedError(
    API_VERSION_UNSUPPORTED,
    `${file} of ${name}: headwind.apiVersion is ${shown(version)}, and this host supports ${API_VERSION}, an integer.`,
    { remedy: isNewer ? `Upgrade Headwind Notifications, or install an older ${name}.` : `Upgrade ${name}.` },
  );
}

const LONGEST_SHOWN = 60;

function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  const text = JSON.stringify(value);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}
