import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EXAMPLE_PAYLOAD } from '@headwind/plugin-testkit/events';
import { satisfies } from 'semver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testReceiver } from '../support/receiver.js';
import { runHost } from '../support/run-host.js';
import { type FreshMachine, freshMachine } from './fresh-machine.js';

/** Installs, compiles and tests a package. Milliseconds. */
const LIMIT_MS = 300_000;

const CONTRACT = '@headwind/plugin-api';

let machine: FreshMachine;

beforeAll(async () => {
  machine = await freshMachine();
}, LIMIT_MS);

afterAll(() => machine.leave());

describe('a plugin that npm create has just written', () => {
  it.each(['channel', 'observer', 'source'])(
    'builds, lints and passes its tests at once: %s',
    async (kind) => {
      await machine.run('npm', [
        'create',
        '@headwind/plugin@latest',
        kind,
        '--',
        '--name',
        `my-${kind}`,
        '--kind',
        kind,
      ]);
      await machine.run('npm', ['install'], kind);
      await machine.run('npm', ['run', 'build'], kind);
      await machine.run('npm', ['run', 'lint'], kind);
      expect(await machine.run('npm', ['test'], kind)).toMatch(/Tests +\d+ passed/);
    },
    LIMIT_MS,
  );

  it('needs the contract, in a range that takes its present version, and the test kit; nothing else of this project', async () => {
    const { dependencies, peerDependencies, devDependencies } = JSON.parse(
      await readFile(join(machine.folder, 'channel/package.json'), 'utf8'),
    );
    const ours = (needed: Record<string, string>) => Object.keys(needed).filter((name) => /headwind/.test(name));
    expect(ours(dependencies)).toEqual([]);
    expect(Object.keys(peerDependencies)).toEqual([CONTRACT]);
    const contract = machine.tarballs.find(({ manifest }) => manifest.name === CONTRACT);
    expect(satisfies(contract?.manifest.version ?? '', peerDependencies[CONTRACT])).toBe(true);
    expect(ours(devDependencies)).toEqual(['@headwind/plugin-api', '@headwind/plugin-testkit']);
  });

  it(
    'is packed, installed beside a host, and has an event delivered through it',
    async () => {
      const receiver = await testReceiver();
      await machine.run('npm', ['pack', '--pack-destination', '..'], 'channel');
      const packages = ['@headwind/host', '@headwind/plugin-console', '../headwind-plugin-my-channel-0.1.0.tgz'];
      const folder = join(machine.folder, 'operator');
      await mkdir(folder);
      await machine.run('npm', ['install', ...packages], 'operator');
      const config = { url: `${receiver.url}/hooks/team`, prefix: 'prod: ' };
      const plugins = { team: { use: 'headwind-plugin-my-channel', config }, log: { use: 'console' } };
      // JSON is YAML.
      await writeFile(join(folder, 'headwind.yaml'), JSON.stringify({ apiVersion: 'headwind.sh/v1', plugins }));

      const host = runHost({ cwd: folder, program: join(folder, 'node_modules/.bin/headwind-notify') });
      const answer = await fetch(`${await host.listening()}/v1/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(EXAMPLE_PAYLOAD),
      });
      expect(answer.status).toBe(202);

      const { path, rawBody } = await receiver.next();
      expect(path).toBe('/hooks/team');
      expect(JSON.parse(rawBody.toString())).toEqual({ text: 'prod: 🚀 Update Completed: production/nginx' });
      expect(await host.stop()).toBe(0);
    },
    LIMIT_MS,
  );
});
