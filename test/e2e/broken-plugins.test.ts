import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXAMPLE_PAYLOAD } from '@headwind/plugin-testkit/events';
import { describe, expect, it } from 'vitest';
import { post } from '../support/events.js';
import { testFolder } from '../support/folder.js';
import { HostProcess } from '../support/host-process.js';
import { testReceiver } from '../support/receiver.js';
import { runConfiguredHost } from '../support/run-host.js';

const FIXTURES = fileURLToPath(new URL('../broken-plugins/', import.meta.url));

/** How a plugin is broken: its fixture, the code, the file that is named, and what to do. */
type Breakage = readonly [fixture: string, code: string, file: string, remedy: string];

/** What is wrong with a package. */
const PACKAGES: readonly Breakage[] = [
  ['no-manifest', 'MANIFEST_MISSING', 'package.json', 'Check that @broken/no-manifest is a plugin'],
  ['wrong-types', 'MANIFEST_INVALID', 'package.json', 'Correct the field in the package'],
  ['newer-api', 'API_VERSION_UNSUPPORTED', 'package.json', 'Upgrade Headwind Notifications, or install an older'],
  ['entry-missing', 'PLUGIN_ENTRY_MISSING', 'dist/plugin.js', 'Build the package if it is your own'],
  ['dependency-missing', 'PLUGIN_DEPENDENCY_MISSING', 'plugin.js', 'with its dependencies, or correct it if it is'],
  ['commonjs-in-es-module', 'PLUGIN_COMMONJS', 'plugin.js', 'Write it with `import` and `export`'],
  ['throws-on-import', 'PLUGIN_IMPORT_FAILED', 'plugin.js', 'otherwise report it to its author'],
  ['hangs-on-import', 'PLUGIN_IMPORT_TIMEOUT', 'plugin.js', 'must not wait at the top level'],
  ['no-default-export', 'PLUGIN_EXPORT_MISSING', 'plugin.js', 'Export the result of `definePlugin` as default'],
  ['wrong-export', 'PLUGIN_EXPORT_INVALID', 'plugin.js', 'Export the result of `definePlugin` with all the parts'],
  ['wrong-kind', 'PLUGIN_KIND_MISMATCH', 'plugin.js', 'Give both the same `kind`'],
];

/** What goes wrong when an instance is to start. */
const AT_START: readonly Breakage[] = [
  ['create-throws', 'PLUGIN_CREATE_FAILED', 'plugin.js', "Check the instance's configuration"],
  ['create-rubbish', 'PLUGIN_INSTANCE_INVALID', 'plugin.js', 'report it to its author'],
  ['create-hangs', 'PLUGIN_CREATE_TIMEOUT', 'plugin.js', 'or raise `startTimeout`'],
  ['start-throws', 'PLUGIN_START_FAILED', 'plugin.js', "Check the instance's configuration and what it connects to"],
  ['start-hangs', 'PLUGIN_START_TIMEOUT', 'plugin.js', 'or raise `startTimeout`'],
];

/** What fails deliveries: the outcome is a retry, and its reason says so. */
const AT_DELIVERY: readonly Breakage[] = [
  ['deliver-throws', 'DELIVER_THREW', 'plugin.js', 'otherwise report it to its author'],
  ['deliver-hangs', 'DELIVER_TIMEOUT', 'plugin.js', 'or raise `timeout`'],
  ['deliver-rubbish', 'OUTCOME_INVALID', 'plugin.js', 'otherwise report it to its author'],
];

const REFUSED = 'PLUGIN_CONFIG_REFUSED';
const NAME_TAKEN = 'INSTANCE_NAME_TAKEN';

/** Those that other tests are about, and those with which nothing is wrong. */
const ELSEWHERE = [
  ...['commonjs', 'configuration-refused', 'healthy', 'deliver-floats', 'timer-throws'],
  ...['misbehaves', 'start-throws-late', 'stop-hangs', 'stop-throws'],
];

/** Those whose time has to be up; the others have all the time that a busy machine may take. */
const LIMITS: Readonly<Record<string, string>> = {
  'hangs-on-import': ', startTimeout: 5s',
  'create-hangs': ', startTimeout: 5s',
  'start-hangs': ', startTimeout: 5s',
  'deliver-hangs': ', timeout: 200ms',
};

/** An instance of each, by the name of its fixture. */
function instances(breakages: readonly Breakage[], settings = ''): string {
  const lines = breakages.map(
    ([fixture]) => `  ${fixture}: { use: "${join(FIXTURES, fixture)}"${LIMITS[fixture] ?? ''}${settings} }\n`,
  );
  return `server: { listen: 127.0.0.1:0, stopTimeout: 200ms }\nplugins:\n${lines.join('')}`;
}

/** That what is said of a fixture has its code, its package, its file and what to do. */
function expectTold(said: string, [fixture, code, file, remedy]: Breakage): void {
  expect(said).toContain(code);
  expect(said).toContain(`@broken/${fixture}`);
  expect(said).toContain(join(FIXTURES, fixture, file));
  expect(said).toContain(remedy);
}

/** The block about a fixture in a report of problems. */
function blockOf(fixture: string, report: string): string {
  const said = report.split(/\n(?=\S)/).filter((part) => part.includes(`@broken/${fixture}`));
  return said.join('\n');
}

async function answer(address: string, path: string): Promise<unknown> {
  return (await fetch(`${address}${path}`)).json();
}

describe('a plugin that is broken', () => {
  it('fails by itself, with its code, package, file and what to do, and the others deliver', async () => {
    const receiver = await testReceiver();
    const well = `  well: { use: webhook, config: { url: "${receiver.url}" } }\n`;
    const failing = [...PACKAGES, ...AT_START];
    const sound: Breakage = ['commonjs', '', '', ''];
    const host = await runConfiguredHost(await testFolder(), instances([...failing, ...AT_DELIVERY, sound]) + well);
    const address = await host.listening();
    expect((await post(address, EXAMPLE_PAYLOAD)).status).toBe(202);
    expect((await receiver.next()).rawBody.toString()).toBe(JSON.stringify(EXAMPLE_PAYLOAD));
    await host.saysOnStderr(/"channel":"commonjs".*notification delivered/);
    for (const breakage of failing) {
      const [fixture, code] = breakage;
      const [said] = await host.saysOnStderr(new RegExp(`.*"instance":"${fixture}".*`));
      expectTold(said, breakage);
      expect(await answer(address, '/readyz')).toMatchObject({
        status: 'ready',
        troubles: expect.arrayContaining([`The instance ${fixture} did not start (${code}).`]),
      });
      expect(await answer(address, `/v1/channels/${fixture}`)).toMatchObject({ state: 'failed', code, pending: 1 });
    }
    for (const breakage of AT_DELIVERY) {
      const [said] = await host.saysOnStderr(new RegExp(`.*"channel":"${breakage[0]}".*`));
      expectTold(said, breakage);
    }
    expect(await host.stop()).toBe(0);
  });

  it('fails in the same way in a worker thread of its own', async () => {
    // Those that hang are ended from outside, wherever they run.
    const breakages = [...AT_START, ...AT_DELIVERY].filter(([fixture]) => !fixture.includes('hangs'));
    const host = await runConfiguredHost(await testFolder(), instances(breakages, ', isolation: worker'));
    await post(await host.listening(), EXAMPLE_PAYLOAD);
    for (const breakage of breakages) {
      const [fixture, code] = breakage;
      const [said] = await host.saysOnStderr(new RegExp(`.*"(instance|channel)":"${fixture}".*${code}.*`));
      expectTold(said, breakage);
    }
  });

  it('is told by `check` with the line that asks for it, and all of them at once', async () => {
    const cwd = await testFolder();
    await (await runConfiguredHost(cwd, instances(PACKAGES))).stop();
    const check = new HostProcess({ args: ['check'], cwd });
    expect(await check.exited).toBe(2);
    for (const breakage of PACKAGES) {
      const block = blockOf(breakage[0], check.stderr);
      expectTold(block, breakage);
      expect(block).toMatch(/^headwind\.yaml:\d+:\d+ /);
    }
    expect(check.stderr).toContain(`${PACKAGES.length} problems`);
  });

  it('leaves a host that has no other running, which stores, is ready for events, and names it', async () => {
    const host = await runConfiguredHost(await testFolder(), instances(PACKAGES));
    const address = await host.listening();
    expect((await post(address, EXAMPLE_PAYLOAD)).status).toBe(202);
    expect(await answer(address, '/readyz')).toMatchObject({
      status: 'ready',
      troubles: PACKAGES.map(([fixture, code]) => `The instance ${fixture} did not start (${code}).`),
    });
    expect(await answer(address, '/v1/channels/no-manifest')).toMatchObject({ pending: 1 });
  });

  it('is told beside a wrong configuration, with which nothing starts', async () => {
    const wrong = '  mistaken: { use: webhook, config: { url: 7 } }\n';
    const host = await runConfiguredHost(await testFolder(), instances(PACKAGES) + wrong);
    expect(await host.exited).toBe(2);
    for (const breakage of PACKAGES) expectTold(blockOf(breakage[0], host.stderr), breakage);
    expect(host.stderr).toContain(REFUSED);
  });

  it('is told apart from a package that is not installed, with which nothing starts', async () => {
    const host = await runConfiguredHost(await testFolder(), 'plugins:\n  chat: { use: "@broken/not-there" }\n');
    expect(await host.exited).toBe(2);
    expect(host.stderr).toMatch(/headwind\.yaml:3:\d+ +PLUGIN_NOT_FOUND/);
  });

  it('is told apart from a configuration that it refuses: that has the line, what was found and what was expected', async () => {
    const yaml = `plugins:\n  chat: { use: "${join(FIXTURES, 'configuration-refused')}", config: { room: 7 } }\n`;
    const host = await runConfiguredHost(await testFolder(), yaml);
    expect(await host.exited).toBe(2);
    expect(host.stderr).toMatch(new RegExp(`headwind\\.yaml:3:\\d+ +${REFUSED} `));
    expect(host.stderr).toContain('Expected the name of a room, such as "ops".');
    expect(host.stderr).toContain('Correct it to what @broken/configuration-refused takes.');
  });

  it('is not two instances by one name: the second is refused, with the line of the first', async () => {
    const use = join(FIXTURES, 'healthy');
    const host = await runConfiguredHost(
      await testFolder(),
      `plugins:\n  chat: { use: "${use}" }\n  chat: { use: "@broken/healthy" }\n`,
    );
    expect(await host.exited).toBe(2);
    expect(host.stderr).toMatch(new RegExp(`headwind\\.yaml:4:3 +${NAME_TAKEN} +found a second instance \`chat\``));
    expect(host.stderr).toContain('of "@broken/healthy"; the first stands in line 3');
    expect(host.stderr).toContain('Give one of them another name, or take it out.');
  });

  it('has a code of its own for each way', () => {
    const codes = [...PACKAGES, ...AT_START, ...AT_DELIVERY].map(([, code]) => code);
    codes.push(REFUSED, NAME_TAKEN);
    expect(new Set(codes).size).toBe(codes.length);
  });

  it('has a fixture, and each fixture a test', async () => {
    const folders = await readdir(FIXTURES);
    const tested = [...PACKAGES, ...AT_START, ...AT_DELIVERY].map(([fixture]) => fixture);
    expect([...tested, ...ELSEWHERE].toSorted()).toEqual(folders.toSorted());
  });
});
