import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createInstallation } from '../../../../test/support/plugin-installation.js';
import { Conformance, failureText } from '../../src/conformance/conformance.js';
import type { ConformanceOptions } from '../../src/conformance/conformance-options.js';
import { CONFORMANCE_STEPS } from '../../src/conformance/conformance-steps.js';

/** A plugin in plain JavaScript, as short as a test can be. */
export interface TriedPlugin {
  /** @defaultValue channel */
  readonly kind?: 'channel' | 'observer' | 'source';
  /** The expression that is the schema. @defaultValue one with a secret `url` */
  readonly config?: string;
  /** What stands before the plugin. @defaultValue nothing */
  readonly before?: string;
  /** The body of `create(ctx)`. */
  readonly create: string;
  /** Further keys of the manifest. @defaultValue an example for the schema */
  readonly manifest?: object;
}

/** Its URL is a credential. */
export const URL_CONFIG = 'z.strictObject({ url: z.url().meta({ writeOnly: true }) })';

export const EXAMPLE = { example: { url: 'https://chat.example.com/hooks/k3Xw81tQz7' } };

/** The plugin as a package on the disk, until the test is over. */
export async function packageOf({ kind = 'channel', config, before = '', create, manifest }: TriedPlugin) {
  const installation = await createInstallation();
  onTestFinished(() => installation.remove());
  const schema = config ?? (kind === 'channel' ? URL_CONFIG : 'z.strictObject({})');
  const keys = manifest ?? (schema === URL_CONFIG ? EXAMPLE : {});
  await installation.installFiles('tried', {
    'package.json': JSON.stringify({
      name: 'tried',
      version: '1.0.0',
      type: 'module',
      headwind: { apiVersion: 1, kind, name: 'tried', entry: './plugin.js', ...keys },
    }),
    'plugin.js': `
      import { definePlugin, delivered, outcomeOf, rejected, retry } from '@headwind/plugin-api';
      import { z } from 'zod';
      ${before}
      export default definePlugin({ kind: '${kind}', config: ${schema}, create(ctx) { ${create} } });`,
  });
  return join(installation.folder, 'node_modules/tried');
}

/** What came of each step by its name: `passed`, `not applicable: …`, or what failed. */
export async function resultsOf(
  plugin: TriedPlugin,
  options: ConformanceOptions = {},
): Promise<Readonly<Record<string, string>>> {
  const conformance = new Conformance(await packageOf(plugin), { limits: { settleMs: 500 }, ...options });
  const results: Record<string, string> = {};
  for (const step of CONFORMANCE_STEPS) {
    const result = await conformance.run(step);
    if (result.result === 'failed') results[step.name] = failureText(result);
    else results[step.name] = result.result === 'passed' ? 'passed' : `${result.result}: ${result.because}`;
  }
  return results;
}

/** The steps that failed, and what is said of them. */
export async function failuresOf(plugin: TriedPlugin, options?: ConformanceOptions): Promise<[string, string][]> {
  const all = Object.entries(await resultsOf(plugin, options));
  return all.filter(([, result]) => result !== 'passed' && !/^not (applicable|reached): /.test(result));
}
