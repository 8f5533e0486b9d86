import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXAMPLE_PAYLOAD } from '@headwind/plugin-testkit/events';
import { expect, it } from 'vitest';
import { post } from '../support/events.js';
import { testFolder } from '../support/folder.js';
import { testReceiver } from '../support/receiver.js';
import { runConfiguredHost } from '../support/run-host.js';

const HANGS = fileURLToPath(new URL('../broken-plugins/start-hangs', import.meta.url));

it('a reload that is refused never has its network rules bear on what is live', async () => {
  const folder = await testFolder();
  const receiver = await testReceiver();
  const hook = `  hook: { use: webhook, retry: { maxRetries: 0 }, config: { url: "${receiver.url}" } }\n`;
  const host = await runConfiguredHost(folder, `plugins:\n${hook}`);
  const address = await host.listening();
  await writeFile(
    join(folder, 'headwind.yaml'),
    `apiVersion: headwind.sh/v1\nnetwork: { deny: [127.0.0.1] }\nplugins:\n${hook}  hangs: { use: "${HANGS}", startTimeout: 1s }\n`,
  );

  let isOver = false;
  const reload = fetch(`${address}/v1/reload`, { method: 'POST' }).finally(() => {
    isOver = true;
  });
  let published = 0;
  while (!isOver) {
    expect((await post(address, { ...EXAMPLE_PAYLOAD, id: `e${published}` })).status).toBe(202);
    published += 1;
    await receiver.waitFor(published);
  }
  expect((await reload).status).toBe(422);
  expect((await post(address, { ...EXAMPLE_PAYLOAD, id: 'last' })).status).toBe(202);
  await receiver.waitFor(published + 1);
  expect(published).toBeGreaterThan(1);
});
