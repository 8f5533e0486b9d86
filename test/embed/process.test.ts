import { describe, expect, it } from 'vitest';
import { testFolder } from '../support/folder.js';
import { testReceiver } from '../support/receiver.js';
import { runProgram } from './embedding-program.js';
import { failureOf, RecordWatch, testNotifier, toWebhook } from './notifiers.js';

const EVENTS = 25;

const PUBLISH = `
  import { createNotifier } from '@headwind/host';
  const [, cwd, config, event, count] = process.argv;
  const notifier = await createNotifier(JSON.parse(config), { cwd, log: false });
  const events = Array.from({ length: Number(count) }, (_, index) => ({ ...JSON.parse(event), id: 'e' + index }));
  await notifier.publish(events);
  process.stdout.write('published');`;

const LOOK_AROUND = `
  import { createNotifier } from '@headwind/host';
  const [, cwd, config] = process.argv;
  const before = process.listenerCount('SIGTERM') + process.listenerCount('SIGINT') + process.listenerCount('SIGHUP');
  const notifier = await createNotifier(JSON.parse(config), { cwd });
  const after = process.listenerCount('SIGTERM') + process.listenerCount('SIGINT') + process.listenerCount('SIGHUP');
  const faults = process.listenerCount('uncaughtException') + process.listenerCount('unhandledRejection');
  const listening = process.getActiveResourcesInfo().filter((each) => each.startsWith('TCP'));
  const levels = (await notifier.status()).channels.map(({ name }) => name);
  console.log(JSON.stringify({ signals: after - before, faults, listening, channels: levels, exitCode: process.exitCode }));
  await notifier.stop();`;

describe('a program that embeds the bus', () => {
  it('loses nothing that it published when it is killed', async () => {
    const folder = await testFolder();
    const receiver = await testReceiver();
    for (let request = 0; request < EVENTS; request += 1) receiver.hang();
    const config = toWebhook(receiver.url);
    const args = [folder, JSON.stringify(config), JSON.stringify(failureOf('api')), String(EVENTS)];
    const program = runProgram(PUBLISH, args);
    expect(await program.firstWords).toBe('published');
    program.child.kill('SIGKILL');
    expect((await program.ended).code).toBeNull();

    const healthy = await testReceiver();
    const watch = new RecordWatch();
    await testNotifier(folder, toWebhook(healthy.url), { observers: { watch: watch.observe } });
    const ids = (await healthy.waitFor(EVENTS)).map(({ headers }) => headers['webhook-id']);
    expect(ids).toEqual(Array.from({ length: EVENTS }, (_, index) => `e${index}/team`));
  });

  it('keeps its signals, its uncaught errors and its exit to itself, and listens nowhere', async () => {
    const program = runProgram(LOOK_AROUND, [await testFolder(), '{}']);
    const { code, stdout } = await program.ended;
    expect(JSON.parse(stdout)).toEqual({ signals: 0, faults: 0, listening: [], channels: [] });
    expect(code).toBe(0);
  });

  it('listens where its configuration says so', async () => {
    const program = runProgram(LOOK_AROUND, [await testFolder(), '{"server":{"listen":"127.0.0.1:0"}}']);
    expect(JSON.parse((await program.ended).stdout)).toMatchObject({ listening: [expect.stringMatching(/^TCP/)] });
  });

  it('reads of the environment what its references name, and nothing else', async () => {
    const receiver = await testReceiver();
    const env = {
      HEADWIND_LISTEN: '127.0.0.1:0',
      HEADWIND_CONFIG: '/nowhere.yaml',
      HEADWIND_OPERATOR_CONFIG: '/nowhere.yaml',
      HEADWIND_DATA: '/nowhere',
      HEADWIND_LOG_LEVEL: 'debug',
      SLACK_ENABLED: 'maybe',
      OTEL_TRACES_EXPORTER: 'console',
      RECEIVER: receiver.url,
    };
    const config = JSON.stringify(toWebhook('$' + '{env:RECEIVER}'));
    const program = runProgram(LOOK_AROUND, [await testFolder(), config], { env });
    const { code, stdout, stderr } = await program.ended;
    expect(JSON.parse(stdout)).toMatchObject({ listening: [], channels: ['team'] });
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });
});
