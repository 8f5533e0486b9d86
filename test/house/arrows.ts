import { posix } from 'node:path';
import { exportsEverything, importsOf, packageOf } from './imports.js';
import { type HousePackage, packagesIn } from './packages.js';
import type { RepositoryFile } from './repository.js';

/** From a folder to the folders its packages may need; a `*` at the end stands for any name. */
interface Arrow {
  readonly from: string;
  readonly to: readonly string[];
}

/** Which way dependencies point. A package whose folder is not named here has no place in the house. */
const ARROWS: readonly Arrow[] = [
  { from: 'plugins/*', to: ['core/plugin-api', 'core/plugin-di'] },
  { from: 'core/plugin-api', to: [] },
  { from: 'core/create-plugin', to: ['core/plugin-api'] },
  { from: 'core/plugin-di', to: ['core/plugin-api'] },
  { from: 'core/plugin-loader', to: ['core/bus', 'core/plugin-api'] },
  { from: 'core/plugin-testkit', to: ['core/bus', 'core/plugin-api', 'core/plugin-loader'] },
  { from: 'core/bus', to: ['core/plugin-api'] },
  { from: 'core/queue-*', to: ['core/bus', 'core/plugin-api'] },
  { from: 'core/host', to: ['core/*'] },
];

/** Nothing imports it. */
const HOST = 'core/host';

/** For the tests of every package; the host alone runs it, to verify a plugin. */
const TEST_KIT = 'core/plugin-testkit';

/** Packages that few modules may import: these, or, with a `*` at the end, all below. */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  inversify: ['core/host/src/composition-root.ts'],
  tsyringe: ['core/plugin-di/*', 'plugins/*'],
  'reflect-metadata': ['core/host/src/composition-root.ts', 'core/plugin-di/*'],
  eventemitter3: ['core/bus/src/observers.ts'],
};

/** Names that say nothing about what is inside. */
const NAMELESS = /(^|\/)(index|utils?|helpers?)(\.|\/)/;

/** What breaks the rules of the house, one sentence each, beginning with the file. */
export function violationsIn(files: readonly RepositoryFile[]): string[] {
  const packages = packagesIn(files);
  return packages.flatMap((each) => [
    ...dependencyViolations(each, packages),
    ...each.modules.flatMap((module) => moduleViolations(module, each, packages)),
  ]);
}

function dependencyViolations(each: HousePackage, packages: readonly HousePackage[]): string[] {
  const manifest = `${each.folder}/package.json`;
  if (arrowOf(each) === undefined) return [`${manifest}: ${each.folder} is no place of the house`];
  const needed = each.needs.flatMap((name) => faultOf(name, each, packages) ?? []);
  const testKit = packages.find(({ folder }) => folder === TEST_KIT)?.name;
  const inTests = each.needsInTests.filter((name) => name !== testKit);
  return [...needed, ...inTests.flatMap((name) => faultOf(name, each, packages) ?? [])].map(
    (fault) => `${manifest}: ${fault}`,
  );
}

function moduleViolations({ path, text }: RepositoryFile, each: HousePackage, packages: readonly HousePackage[]) {
  const faults = importsOf(text).flatMap((specifier) => importFaults(specifier, path, each, packages));
  if (exportsEverything(text)) faults.push('exports everything of another module; name what is exported');
  if (NAMELESS.test(path.slice(each.folder.length))) faults.push('is named after nothing in particular');
  return faults.map((fault) => `${path}: ${fault}`);
}

function importFaults(specifier: string, path: string, each: HousePackage, packages: readonly HousePackage[]) {
  if (specifier.startsWith('.')) {
    const target = posix.join(posix.dirname(path), specifier);
    return target.startsWith(`${each.folder}/`) ? [] : [`imports ${specifier}, which is outside of ${each.folder}`];
  }
  const name = packageOf(specifier);
  if (name === undefined) return [];
  const faults: string[] = [];
  if (!each.needs.includes(name)) {
    faults.push(`imports ${name}, which ${each.folder}/package.json does not name`);
  }
  const fault = faultOf(name, each, packages);
  if (fault !== undefined) faults.push(fault);
  const places = PLACES[name];
  if (places?.some((place) => fits(path, place)) === false) {
    faults.push(`imports ${name}, which is for ${places.join(' and ')} alone`);
  }
  return faults;
}

/** Why a package may not need another one of the house. */
function faultOf(name: string, each: HousePackage, packages: readonly HousePackage[]): string | undefined {
  const other = packages.find((candidate) => candidate.name === name);
  if (other === undefined || other === each) return undefined;
  if (other.folder === HOST) return `needs ${name}; nothing may need the host`;
  const allowed = arrowOf(each)?.to ?? [];
  if (allowed.some((pattern) => fits(other.folder, pattern))) return undefined;
  if (other.folder === TEST_KIT) return `needs ${name} outside of its tests`;
  return `needs ${name}; ${each.folder} may need ${allowed.length === 0 ? 'nothing' : allowed.join(', ')}`;
}

function arrowOf({ folder }: HousePackage): Arrow | undefined {
  return ARROWS.find(({ from }) => fits(folder, from));
}

function fits(folder: string, pattern: string): boolean {
  return pattern.endsWith('*') ? folder.startsWith(pattern.slice(0, -1)) : folder === pattern;
}
