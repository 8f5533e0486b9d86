import { definePlugin, delivered, type Plugin } from '@headwind/plugin-api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { PreparedPlugin } from '../../src/plugins/load-plugin.js';
import { type Change, planReload, type ReloadPlan } from '../../src/reload/reload-plan.js';
import { loadedPlugin } from '../loaded-plugin.js';

const channel = () =>
  definePlugin({ kind: 'channel', config: z.unknown(), create: () => ({ deliver: () => delivered() }) });
const PLUGINS: readonly Plugin[] = [
  channel(),
  channel(),
  definePlugin({ kind: 'observer', config: z.unknown(), create: () => ({ observe: () => undefined }) }),
  definePlugin({ kind: 'source', config: z.unknown(), create: () => ({}) }),
];

/** What a configuration says of an instance, in numbers: instances of one configuration differ in nothing else. */
interface Said {
  readonly plugin: number;
  readonly config: number;
  readonly templates: number;
  readonly when: number;
  readonly concurrency: number;
}

const few = fc.nat(1);
const said: fc.Arbitrary<Said> = fc.record({
  plugin: fc.nat(PLUGINS.length - 1),
  config: few,
  templates: few,
  when: few,
  concurrency: few,
});
const configuration = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e'), said);

/** Made anew each time: nothing of it is the same object. */
function loaded(instances: Readonly<Record<string, Said>>): PreparedPlugin[] {
  return Object.entries(instances).map(([name, { plugin, config, templates, when, concurrency }]) =>
    loadedPlugin(name, {
      ...(PLUGINS[plugin] !== undefined && { plugin: PLUGINS[plugin] }),
      config: {
        config: { url: `https://example.com/${config}`, list: [config] },
        templates: { '*': { title: String(templates) } },
        when: { events: [when === 0 ? 'update_*' : 'rollback_*'] },
        lane: { ...loadedPlugin(name).config.lane, concurrency: concurrency + 1 },
      },
    }),
  );
}

const nameOf = ({ config }: PreparedPlugin): string => config.name;
const names = (change: Change): string => nameOf(change.to);

function sorted(plan: ReloadPlan) {
  return {
    start: plan.start.map(nameOf).toSorted(),
    stop: plan.stop.map(nameOf).toSorted(),
    replace: plan.replace.map(names).toSorted(),
    adjust: plan.adjust.map(names).toSorted(),
    keep: plan.keep.map(names).toSorted(),
  };
}

const kindOf = ({ plugin }: Said): string => PLUGINS[plugin]?.kind ?? '';

/** What is to become of an instance, from what is said of it alone. */
function fate(from: Said | undefined, to: Said | undefined): readonly string[] {
  if (from === undefined || to === undefined) return to === undefined ? ['stop'] : ['start'];
  const kind = kindOf(to);
  if (kindOf(from) !== kind) return ['start', 'stop'];
  const differs = (...keys: (keyof Said)[]) => keys.some((key) => from[key] !== to[key]);
  if (differs('plugin', 'config', 'templates')) return ['replace'];
  const isAdjusted = (kind !== 'source' && differs('when')) || (kind === 'channel' && differs('concurrency'));
  return [isAdjusted ? 'adjust' : 'keep'];
}

describe('the plan of a reload', () => {
  it('has each instance exactly where its change puts it, whatever the configurations', () => {
    fc.assert(
      fc.property(configuration, configuration, (before, after) => {
        const expected: Record<string, string[]> = { start: [], stop: [], replace: [], adjust: [], keep: [] };
        for (const name of new Set([...Object.keys(before), ...Object.keys(after)].toSorted())) {
          for (const list of fate(before[name], after[name])) expected[list]?.push(name);
        }
        expect(sorted(planReload(loaded(before), loaded(after)))).toEqual(expected);
      }),
    );
  });

  it('does nothing where nothing changed', () => {
    fc.assert(
      fc.property(configuration, (same) => {
        const plan = sorted(planReload(loaded(same), loaded(same)));
        expect(plan).toEqual({ start: [], stop: [], replace: [], adjust: [], keep: Object.keys(same).toSorted() });
      }),
    );
  });

  it('names what is to be in the order of the new configuration', () => {
    const [a, b, c] = [loadedPlugin('a'), loadedPlugin('b'), loadedPlugin('c')];
    expect(planReload([], [c, a, b]).start.map(nameOf)).toEqual(['c', 'a', 'b']);
    expect(planReload([a, b, c], [b, c, a]).keep.map(names)).toEqual(['b', 'c', 'a']);
  });

  it('keeps the package and the manifest whose code runs, where the package alone changed on the disk', () => {
    const before = loadedPlugin('a', { version: '1.0.0' });
    const after = loadedPlugin('a', {
      version: '2.0.0',
      manifest: { subscribes: ['rollback_*'] },
      config: { config: 1 },
    });
    const [change] = planReload([before], [after]).replace;
    expect(change?.to).toMatchObject({ package: { version: '1.0.0' }, config: { config: 1 } });
    expect(change?.to.manifest.subscribes).toBeUndefined();
  });

  it('has another instance take its place where its isolation changes', () => {
    const before = loadedPlugin('a');
    const after = loadedPlugin('a', { config: { isolation: { type: 'worker', memoryBytes: 2 ** 28 } } });
    expect(sorted(planReload([before], [after])).replace).toEqual(['a']);
    expect(sorted(planReload([after], [before])).replace).toEqual(['a']);
  });

  it('keeps an isolated instance, whose plugin is loaded anew each time, unless its package changed on the disk', () => {
    const isolated = (version: string) =>
      loadedPlugin('a', {
        plugin: definePlugin({ kind: 'channel', config: z.unknown(), create: () => ({ deliver: () => delivered() }) }),
        config: { isolation: { type: 'worker', memoryBytes: 2 ** 28 } },
        version,
      });
    expect(sorted(planReload([isolated('1.0.0')], [isolated('1.0.0')])).keep).toEqual(['a']);
    expect(sorted(planReload([isolated('1.0.0')], [isolated('2.0.0')])).replace).toEqual(['a']);
  });
});
