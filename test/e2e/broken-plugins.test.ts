import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXAMPLE_PAYLOAD } from '@headwind/plugin-testkit/events';
import { describe, expect, it } from 'vitest';
import { post } from '../support/events.js';
import { testFolder } from '../support/folder.js';
import { testReceiver } from '../support/receiver.js';
import { runConfiguredHost } from '../support/run-host.js';

const FIXTURES = fileURLToPath(new URL('../broken-plugins/', import.meta.url));

/** How a plugin is broken: its fixture, the code, the file that is named, and what to do. */
type Breakage = readonly [fixture: string, code: string, file: string, remedy: string];

/** What keeps a host from starting, as its configuration is wrong. */
const BEFORE_START: readonly Breakage[] = [
  ['no-manifest', 'MANIFEST_INVALID', 'package.json', 'Check that @broken/no-manifest is a plugin'],
  ['wrong-types', 'MANIFEST_INVALID', 'package.json', 'Correct the field in the package'],
  ['wrong-kind', 'PLUGIN_EXPORT_INVALID', 'plugin.js', 'with the kind and the parts the contract asks for'],
  ['newer-api', 'API_VERSION_UNSUPPORTED', 'package.json', 'Upgrade Headwind Notifications, or install an older'],
  ['entry-missing', 'PLUGIN_IMPORT_FAILED', 'dist/plugin.js', 'Build the package if it is your own'],
  ['dependency-missing', 'PLUGIN_IMPORT_FAILED', 'plugin.js', 'Install the package again with its dependencies'],
  ['commonjs-in-es-module', 'PLUGIN_IMPORT_FAILED', 'plugin.js', 'require is not defined in ES module scope'],
  ['throws-on-import', 'PLUGIN_IMPORT_FAILED', 'plugin.js', 'report it to its author'],
  ['hangs-on-import', 'PLUGIN_IMPORT_FAILED', 'plugin.js', 'must not wait at the top level'],
  ['no-default-export', 'PLUGIN_EXPORT_INVALID', 'plugin.js', 'Export the result of `definePlugin` as default'],
  ['wrong-export', 'PLUGIN_EXPORT_INVALID', 'plugin.js', 'Export the result of `definePlugin` as default'],
];

/** What fails one instance, and leaves the others alone. */
const AT_START: readonly Breakage[] = [
  ['create-throws', 'PLUGIN_CREATE_FAILED', 'plugin.js', "Check the instance's configuration"],
  ['create-rubbish', 'PLUGIN_CREATE_FAILED', 'plugin.js', 'report it to its author'],
  ['create-hangs', 'PLUGIN_START_TIMEOUT', 'plugin.js', 'or raise `startTimeout`'],
  ['start-throws', 'PLUGIN_START_FAILED', 'plugin.js', "Check the instance's configuration and what it connects to"],
  ['start-hangs', 'PLUGIN_START_TIMEOUT', 'plugin.js', 'or raise `startTimeout`'],
];

/** What fails deliveries: the outcome is a retry, and its reason says so. */
const AT_DELIVERY: readonly (readonly [fixture: string, said: string])[] = [
  ['deliver-throws', 'deliver threw'],
  ['deliver-hangs', 'no outcome within 0.2 s'],
  ['deliver-rubbish', 'deliver returned a string, expected an outcome'],
];

/** Those that other tests are about, and those with which nothing is wrong. */
const ELSEWHERE = [
  ...['commonjs', 'configuration-refused', 'healthy', 'deliver-floats', 'timer-throws'],
  ...['misbehaves', 'start-throws-late', 'stop-hangs', 'stop-throws'],
];

function instances(fixtures: readonly string[]): string {
  const lines = fixtures.map(
    (fixture) => `  ${fixture}: { use: "${join(FIXTURES, fixture)}", timeout: 200ms, startTimeout: 500ms }\n`,
  );
  return `server: { listen: 127.0.0.1:0, stopTimeout: 200ms }\nplugins:\n${lines.join('')}`;
}

/** The sentence about a fixture among everything that is said. */
function saidOf(fixture: string, text: string): string {
  const said = text.split(/\n(?=\S)/).filter((part) => part.includes(`@broken/${fixture}`));
  return said.join('\n');
}

describe('a plugin that is broken', () => {
  it('keeps the host from starting, with its code, package, file and what to do; all of them are told at once', async () => {
    const host = await runConfiguredHost(await testFolder(), instances(BEFORE_START.map(([fixture]) => fixture)));
    expect(await host.exited).toBe(2);
    for (const [fixture, code, file, remedy] of BEFORE_START) {
      const said = saidOf(fixture, host.stderr);
      expect(said).toContain(code);
      expect(said).toContain(join(FIXTURES, fixture, file));
      expect(said).toContain(remedy);
    }
  });

  it('fails by itself at its start, with its code, package, file and what to do, and the others deliver', async () => {
    const receiver = await testReceiver();
    const well = `  well: { use: webhook, config: { url: "${receiver.url}" } }\n`;
    const fixtures = [...AT_START.map(([fixture]) => fixture), ...AT_DELIVERY.map(([fixture]) => fixture)];
    const host = await runConfiguredHost(await testFolder(), instances(['commonjs', ...fixtures]) + well);
    expect((await post(await host.listening(), EXAMPLE_PAYLOAD)).status).toBe(202);
    expect((await receiver.next()).rawBody.toString()).toBe(JSON.stringify(EXAMPLE_PAYLOAD));
    for (const [fixture, code, file, remedy] of AT_START) {
      const [said] = await host.saysOnStderr(new RegExp(`.*@broken/${fixture} .*`));
      expect(said).toContain(code);
      expect(said).toContain(join(FIXTURES, fixture, file));
      expect(said).toContain(remedy);
    }
    for (const [fixture, text] of AT_DELIVERY) {
      const [said] = await host.saysOnStderr(new RegExp(`.*"channel":"${fixture}".*`));
      expect(said).toContain(text);
    }
    expect(await host.stop()).toBe(0);
  });

  it('is told apart from a configuration that it refuses: that has the line, what was found and what was expected', async () => {
    const yaml = `plugins:\n  chat: { use: "${join(FIXTURES, 'configuration-refused')}", config: { room: 7 } }\n`;
    const host = await runConfiguredHost(await testFolder(), yaml);
    expect(await host.exited).toBe(2);
    expect(host.stderr).toContain('CONFIG_INVALID');
    expect(host.stderr).toMatch(/headwind\.yaml:3:\d+/);
    expect(host.stderr).toContain('Expected the name of a room, such as "ops".');
  });

  it('is not two instances by one name: the second is refused, with the line of the first', async () => {
    const use = join(FIXTURES, 'healthy');
    const host = await runConfiguredHost(
      await testFolder(),
      `plugins:\n  chat: { use: "${use}" }\n  chat: { use: "${use}" }\n`,
    );
    expect(await host.exited).toBe(2);
    expect(host.stderr).toMatch(/headwind\.yaml:4:3 +CONFIG_SYNTAX +duplicate key `chat`; it stands in line 3 already/);
    expect(host.stderr).toContain('Take one of them out, or give it another name.');
  });

  it('has a fixture, and each fixture a test', async () => {
    const folders = await readdir(FIXTURES);
    const tested = [...BEFORE_START, ...AT_START, ...AT_DELIVERY].map(([fixture]) => fixture);
    expect([...tested, ...ELSEWHERE].toSorted()).toEqual(folders.toSorted());
  });
});
