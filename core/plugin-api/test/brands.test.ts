import { describe, expect, it } from 'vitest';
import * as faults from '../src/network-fault.js';
import * as outcomes from '../src/outcome.js';
import * as plugins from '../src/plugin.js';
import type { ConfigSchema } from '../src/schema.js';

/** A second copy of each module, as a plugin has that brings its own version of this package. */
const otherFaults: typeof faults = await import(`../src/network-fault.js?${'copy'}`);
const otherOutcomes: typeof outcomes = await import(`../src/outcome.js?${'copy'}`);
const otherPlugins: typeof plugins = await import(`../src/plugin.js?${'copy'}`);

const config: ConfigSchema = {
  '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }), jsonSchema: { input: () => ({}) } },
};

describe('two copies of this package', () => {
  it('are two', () => {
    expect(otherFaults.isNetworkFault).not.toBe(faults.isNetworkFault);
    expect(otherOutcomes.isOutcome).not.toBe(outcomes.isOutcome);
    expect(otherPlugins.isPlugin).not.toBe(plugins.isPlugin);
  });

  it("know each other's outcomes", () => {
    for (const outcome of [otherOutcomes.delivered(), otherOutcomes.retry('later'), otherOutcomes.rejected('no')]) {
      expect(outcomes.isOutcome(outcome)).toBe(true);
    }
  });

  it("know each other's network faults", () => {
    expect(faults.isNetworkFault(otherFaults.networkFault(new Error('no route')))).toBe(true);
  });

  it("know each other's plugins", () => {
    const plugin = otherPlugins.definePlugin({ kind: 'source', config, create: () => ({}) });
    expect(plugins.isPlugin(plugin)).toBe(true);
  });
});

describe('a plugin', () => {
  it('is what was defined, frozen', () => {
    const plugin = plugins.definePlugin({ kind: 'observer', config, create: () => ({ observe() {} }) });
    expect(plugin).toMatchObject({ kind: 'observer', config });
    expect(Object.isFrozen(plugin)).toBe(true);
  });

  it.each([undefined, null, 'plugin', { kind: 'source', config, create() {} }, () => {}])('is not %j', (value) => {
    expect(plugins.isPlugin(value)).toBe(false);
  });
});

describe('a network fault', () => {
  it('is the error that was marked, which shows nothing of it', () => {
    const error = new Error('no route');
    expect(faults.networkFault(error)).toBe(error);
    expect(Object.keys(error)).toEqual([]);
    expect({ ...error }).toEqual({});
  });

  it.each([undefined, null, 'ECONNREFUSED', new Error('no route'), { code: 'ECONNREFUSED' }])('is not %j', (thrown) => {
    expect(faults.isNetworkFault(thrown)).toBe(false);
  });
});
