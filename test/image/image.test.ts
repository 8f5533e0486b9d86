import { chmod, cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EXAMPLE_PAYLOAD } from '@headwind/plugin-testkit/events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { post } from '../support/events.js';
import { testFolder } from '../support/folder.js';
import { freePort } from '../support/free-port.js';
import { testReceiver } from '../support/receiver.js';
import { installAcmePager } from './acme-pager.js';
import { buildImage, buildOnTop } from './built-image.js';
import { type ContainerOptions, printedIn, runContainer } from './container.js';
import { type ContainerStore, containerStore } from './container-store.js';
import { describeContents } from './contents.js';
import { onTopOfTheImage } from './guide.js';
import { describeWithContainers } from './installed.js';

/** Debian, Node and every package are fetched where they are not at hand. Milliseconds. */
const BUILD_LIMIT_MS = 900_000;

/** A container that starts is a copy of the image. Milliseconds. */
const LIMIT_MS = 120_000;

const CONFIG_FILE = '/etc/headwind/headwind.yaml';

let store: ContainerStore;

/** A container with this configuration file. */
async function runConfigured(yaml: string, { mounts, ...options }: ContainerOptions = {}) {
  const file = join(await testFolder(), 'headwind.yaml');
  await writeFile(file, `apiVersion: headwind.sh/v1\n${yaml}`);
  return runContainer(store, { ...options, mounts: { [CONFIG_FILE]: file, ...mounts } });
}

function webhookTo(url: string): string {
  return `
server: { listen: "127.0.0.1:0", stopTimeout: 500ms }
plugins:
  receiver: { use: webhook, concurrency: 1, config: { url: "${url}" } }
`;
}

function pagerAt(url: string): string {
  return `
server: { listen: "127.0.0.1:0" }
plugins:
  pager: { use: "@acme/pager", config: { url: "${url}" } }
`;
}

describeWithContainers('the image', () => {
  beforeAll(async () => {
    store = await containerStore();
    await buildImage(store);
  }, BUILD_LIMIT_MS);

  afterAll(() => store.remove(), LIMIT_MS);

  it(
    'delivers an event to a receiver outside, and exits 0 on SIGTERM',
    async () => {
      const receiver = await testReceiver();
      const { process } = await runConfigured(webhookTo(receiver.url));
      expect((await post(await process.listening(), EXAMPLE_PAYLOAD)).status).toBe(202);
      const { rawBody } = await receiver.next();
      expect(JSON.parse(rawBody.toString())).toMatchObject(EXAMPLE_PAYLOAD);
      expect(await process.stop()).toBe(0);
      expect(process.stderr).toMatch(/"msg":"stopped"/);
    },
    LIMIT_MS,
  );

  it(
    'keeps in its volume what it has acknowledged, for the next container',
    async () => {
      const receiver = await testReceiver();
      receiver.hang();
      const volume = (await store.run('podman', ['volume', 'create'])).trim();
      const first = await runConfigured(webhookTo(receiver.url), { volume });
      expect((await post(await first.process.listening(), EXAMPLE_PAYLOAD)).status).toBe(202);
      await receiver.waitFor(1);
      await store.run('podman', ['kill', '--signal', 'KILL', first.name]);
      expect(await first.process.exited).toBe(137);

      const second = await runConfigured(webhookTo(receiver.url), { volume });
      const [attempt, again] = await receiver.waitFor(2);
      expect(again?.headers['webhook-id']).toBe(attempt?.headers['webhook-id']);
      expect(await second.process.stop()).toBe(0);
    },
    LIMIT_MS,
  );

  it(
    'refuses a wrong configuration with the report of check, and exits with 2',
    async () => {
      const wrong = 'server: { lissten: "127.0.0.1:0" }\nplugins: { hook: { use: webhok } }\n';
      const served = await runConfigured(wrong);
      const checked = await runConfigured(wrong, { args: ['check'] });
      expect([await served.process.exited, await checked.process.exited]).toEqual([2, 2]);
      expect(served.process.stderr).toMatch(/^headwind\.yaml:2:\d+ .*did you mean `listen`/m);
      expect(served.process.stderr).toMatch(/^headwind\.yaml:3:\d+ .*@headwind\/plugin-webhok/m);
      expect(served.process.stderr).toBe(checked.process.stderr);
    },
    LIMIT_MS,
  );

  it(
    'does not listen beyond loopback until it is given a token',
    async () => {
      const { process } = runContainer(store);
      expect(await process.exited).toBe(2);
      expect(process.stderr).toMatch(/LISTEN_UNAUTHENTICATED.*":8080"/);
    },
    LIMIT_MS,
  );

  it(
    "goes by the specification's variables alone, and by its health check is healthy while it lives",
    async () => {
      const receiver = await testReceiver();
      const address = `127.0.0.1:${await freePort()}`;
      const env = { HEADWIND_LISTEN: address, WEBHOOK_ENABLED: 'true', WEBHOOK_URL: receiver.url };
      const { name, process } = runContainer(store, { env });
      await post(await process.listening(), EXAMPLE_PAYLOAD);
      await receiver.waitFor(1);
      await store.run('podman', ['healthcheck', 'run', name]);
      expect(await process.stop()).toBe(0);

      const dead = runContainer(store, { env, entrypoint: 'sh', args: ['-c', 'echo started; sleep 600'] });
      await dead.process.saysOnStdout(/started/);
      await expect(store.run('podman', ['healthcheck', 'run', dead.name])).rejects.toThrow('unhealthy');
    },
    LIMIT_MS,
  );

  it(
    'runs as a user of its own without capabilities, who can write to nothing but the volume',
    async () => {
      const writable =
        "find / -xdev '(' -path /proc -o -path /sys ')' -prune -o ! -type l -writable -print 2>/dev/null";
      const script = `id -u; id -g; grep CapBnd /proc/self/status; ${writable}; touch /var/lib/headwind/x`;
      const lines = (await printedIn(store, 'sh', ['-c', script])).trim().split('\n');
      expect(lines).toEqual(['10001', '10001', expect.stringMatching(/^CapBnd:\s0{16}$/), '/var/lib/headwind']);
    },
    LIMIT_MS,
  );

  it(
    'finds a plugin that npm installed into the folder mounted at /plugins',
    async () => {
      const receiver = await testReceiver();
      const folder = join(await testFolder(), 'plugins');
      await installAcmePager(folder);
      const { process } = await runConfigured(pagerAt(receiver.url), { mounts: { '/plugins': folder } });
      await post(await process.listening(), EXAMPLE_PAYLOAD);
      expect((await receiver.next()).rawBody.toString()).toBe('{"page":"update_completed"}');
      expect(await process.stop()).toBe(0);
    },
    LIMIT_MS,
  );

  it(
    'finds a plugin in a folder of its name, and gives it the contract it was written for',
    async () => {
      const receiver = await testReceiver();
      const [installed, folder] = [await testFolder(), await testFolder()];
      await installAcmePager(installed);
      const pager = join(folder, '@acme/pager');
      await cp(join(installed, 'node_modules/@acme/pager'), pager, { recursive: true });
      await cp(join(installed, 'node_modules/zod'), join(pager, 'node_modules/zod'), { recursive: true });
      await chmod(folder, 0o755);
      const { process } = await runConfigured(pagerAt(receiver.url), { mounts: { '/plugins': folder } });
      await post(await process.listening(), EXAMPLE_PAYLOAD);
      expect((await receiver.next()).rawBody.toString()).toBe('{"page":"update_completed"}');
    },
    LIMIT_MS,
  );

  it(
    'takes plugins in an image on top of it, as the guide has it',
    async () => {
      const receiver = await testReceiver();
      const folder = await testFolder();
      await writeFile(join(folder, 'Dockerfile'), await onTopOfTheImage());
      await installAcmePager(join(folder, 'plugins'));
      await buildOnTop(store, folder, 'with-pager');
      const { process } = await runConfigured(pagerAt(receiver.url), { image: 'with-pager' });
      await post(await process.listening(), EXAMPLE_PAYLOAD);
      expect((await receiver.next()).rawBody.toString()).toBe('{"page":"update_completed"}');
    },
    LIMIT_MS,
  );

  describe('what it holds', () => describeContents(() => store));
});
