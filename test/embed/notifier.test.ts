import { writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { createNotifier, type NotifierConfig } from '@headwind/host';
import Database from 'libsql';
import { describe, expect, it, onTestFinished } from 'vitest';
import { post } from '../support/events.js';
import { testFolder } from '../support/folder.js';
import { testReceiver } from '../support/receiver.js';
import { failureOf, RecordWatch, testNotifier, toWebhook } from './notifiers.js';

/** What JavaScript may pass, whatever the types say. */
function untyped<Said>(value: unknown): Said {
  return JSON.parse('{}', () => value);
}

describe('a notifier', () => {
  it('delivers what is published, and tells observers of both', async () => {
    const receiver = await testReceiver();
    const watch = new RecordWatch();
    const notifier = await testNotifier(await testFolder(), toWebhook(receiver.url), {
      observers: { watch: watch.observe },
    });
    const receipt = await notifier.publish({ ...failureOf('api'), id: 'e1' }, 'rollout');
    expect(receipt).toEqual({ id: 'e1', duplicate: false });
    expect(await watch.delivery('delivered')).toMatchObject({ deliveryId: 'e1/team', channel: 'team' });
    expect(watch.records[0]).toMatchObject({ type: 'event', event: { source: 'rollout' }, channels: ['team'] });
    const { rawBody } = await receiver.next();
    expect(JSON.parse(rawBody.toString())).toMatchObject({ event: 'update_failed', deployment: { name: 'api' } });
  });

  it('publishes many at once, all or none, and takes an id once', async () => {
    const notifier = await testNotifier(await testFolder(), {});
    const events = ['a', 'b'].map((name) => ({ ...failureOf(name), id: name }));
    expect(await notifier.publish(events)).toEqual([
      { id: 'a', duplicate: false },
      { id: 'b', duplicate: false },
    ]);
    const wrong = { ...failureOf('not a name'), id: 'wrong' };
    await expect(notifier.publish([{ ...failureOf('c'), id: 'c' }, wrong])).rejects.toMatchObject({
      code: 'EVENT_INVALID',
    });
    expect(await notifier.publish({ ...failureOf('c'), id: 'c' })).toEqual({ id: 'c', duplicate: false });
    expect(await notifier.publish({ ...failureOf('a'), id: 'a' })).toEqual({ id: 'a', duplicate: true });
    expect(await notifier.publish([])).toEqual([]);
  });

  it('is the source of its events unless another is named, which must be a name', async () => {
    const watch = new RecordWatch();
    const notifier = await testNotifier(await testFolder(), {}, { observers: { watch: watch.observe } });
    await notifier.publish(failureOf('api'));
    expect(watch.records).toMatchObject([{ event: { source: 'notifier' } }]);
    await expect(notifier.publish(failureOf('api'), 'A Name')).rejects.toMatchObject({ code: 'EVENT_INVALID' });
    expect(watch.records).toHaveLength(1);
  });

  it('goes on when an observer throws, and ends a subscription', async () => {
    const lines: string[] = [];
    const log = { debug() {}, info() {}, warn() {}, error: (message: string) => void lines.push(message) };
    const watch = new RecordWatch();
    const notifier = await testNotifier(await testFolder(), {}, { log });
    notifier.observe('broken', () => {
      throw new Error('broken');
    });
    const end = notifier.observe('watch', watch.observe);
    await notifier.publish(failureOf('api'));
    end();
    await notifier.publish(failureOf('api'));
    expect(watch.records).toHaveLength(1);
    expect(lines).toEqual(['observer failed', 'observer failed']);
  });

  it('lists dead letters, sends them on their way again, and pauses channels', async () => {
    const receiver = await testReceiver();
    receiver.replyWith(400);
    const watch = new RecordWatch();
    const notifier = await testNotifier(await testFolder(), toWebhook(receiver.url), {
      observers: { watch: watch.observe },
    });
    await notifier.publish({ ...failureOf('api'), id: 'e1' });
    await watch.delivery('dead');
    expect(await notifier.status()).toMatchObject({ channels: [{ name: 'team', state: 'running', dead: 1 }] });
    expect((await notifier.deliveries.list({ state: 'dead' }, {})).deliveries).toMatchObject([{ id: 'e1/team' }]);
    expect(await notifier.channels.pause('team')).toMatchObject({ state: 'paused' });
    expect(await notifier.channels.pause('nobody')).toBeUndefined();
    expect(await notifier.deliveries.replayDeadLetters({}, { limit: 10 })).toEqual({ count: 1 });
    expect(await notifier.deliveries.find('e1/team')).toMatchObject({ delivery: { state: 'pending' } });
    await notifier.channels.resume('team');
    await watch.delivery('delivered');
  });

  it('lists every delivery where nothing else is asked, and refuses conditions that there are not', async () => {
    const receiver = await testReceiver();
    const notifier = await testNotifier(await testFolder(), toWebhook(receiver.url));
    const { deliveries } = notifier;
    await notifier.publish({ ...failureOf('api'), id: 'e1' });
    expect((await deliveries.list()).deliveries).toMatchObject([{ id: 'e1/team' }]);
    expect((await deliveries.list(untyped({ state: undefined }))).deliveries).toHaveLength(1);
    for (const [filter, page, words] of [
      [{ state: 'bogus' }, {}, '/state: found "bogus", expected one of pending, leased, delivered, dead'],
      [{ chanel: 'team' }, {}, '/chanel: unknown field `chanel`; did you mean `channel`?'],
      [{ publishedFrom: '2026-01-01' }, {}, '/publishedFrom: '],
      [{}, { limit: 0 }, '/limit: found 0, expected at least 1'],
      [[], {}, 'The request: '],
    ] as const) {
      const list = deliveries.list(untyped(filter), page);
      await expect(list).rejects.toMatchObject({ code: 'FILTER_INVALID', message: expect.stringContaining(words) });
    }
    const replay = deliveries.replayDeadLetters(untyped({ state: 'dead' }), { limit: 1 });
    await expect(replay).rejects.toMatchObject({ code: 'FILTER_INVALID' });
    await expect(deliveries.replayDeadLetters({}, untyped({}))).rejects.toMatchObject({ code: 'FILTER_INVALID' });
  });

  it('refuses an observer that is no function, at once', async () => {
    const notifier = await testNotifier(await testFolder(), {});
    expect(() => notifier.observe('watch', untyped(undefined))).toThrow(TypeError);
  });

  it('says that it has stopped, whatever it is asked', async () => {
    const notifier = await createNotifier({}, { cwd: await testFolder(), log: false });
    await notifier.stop();
    for (const asked of [
      notifier.status(),
      notifier.deliveries.list(),
      notifier.deliveries.find('e1/team'),
      notifier.channels.find('team'),
    ]) {
      await expect(asked).rejects.toMatchObject({
        code: 'BUS_STOPPING',
        message: expect.stringMatching(/The notifier has stopped\. Create another one on the same queue file/),
      });
    }
  });

  it('takes nothing more once it is stopped, however often', async () => {
    const notifier = await createNotifier({}, { cwd: await testFolder(), log: false });
    const stopped = notifier.stop();
    await expect(notifier.publish(failureOf('api'))).rejects.toMatchObject({ code: 'BUS_STOPPING' });
    await stopped;
    await notifier.stop();
    await expect(notifier.publish([failureOf('api')])).rejects.toMatchObject({ code: 'BUS_STOPPING' });
  });

  it('stops at the end of a block with `await using`', async () => {
    const folder = await testFolder();
    const publish = await (async () => {
      await using notifier = await createNotifier({}, { cwd: folder, log: false });
      await notifier.publish(failureOf('api'));
      return () => notifier.publish(failureOf('api'));
    })();
    await expect(publish()).rejects.toMatchObject({ code: 'BUS_STOPPING' });
  });

  it('lets the attempt under way end when it stops', async () => {
    const held: ServerResponse[] = [];
    let arrived: () => void = () => undefined;
    const attempted = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const server = createServer((_request, response) => {
      held.push(response);
      arrived();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(async () => void (await new Promise((resolve) => server.close(resolve))));
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    const watch = new RecordWatch();
    const config = { ...toWebhook(url), server: { stopTimeout: '1h' } };
    const notifier = await testNotifier(await testFolder(), config, { observers: { watch: watch.observe } });
    await notifier.publish(failureOf('api'));
    await attempted;
    const stopped = notifier.stop();
    for (const response of held) response.end();
    await stopped;
    expect(watch.deliveries).toMatchObject([{ state: 'delivered', attempt: 1 }]);
    expect(held).toHaveLength(1);
  });

  it('leaves what does not end in time to the next one', async () => {
    const folder = await testFolder();
    const receiver = await testReceiver();
    receiver.hang();
    const first = await testNotifier(folder, toWebhook(receiver.url));
    const { id } = await first.publish(failureOf('api'));
    await receiver.waitFor(1);
    await first.stop();

    const watch = new RecordWatch();
    await testNotifier(folder, toWebhook(receiver.url), { observers: { watch: watch.observe } });
    expect(await watch.delivery('delivered')).toMatchObject({ deliveryId: `${id}/team`, attempt: 1 });
  });

  it('stands beside another one with a queue file of its own, and only then', async () => {
    const [here, there] = [await testFolder(), await testFolder()];
    const [one, other] = [await testReceiver(), await testReceiver()];
    const first = await testNotifier(here, toWebhook(one.url));
    const second = await testNotifier(there, toWebhook(other.url));
    await expect(testNotifier(here, {})).rejects.toMatchObject({ code: 'QUEUE_LOCKED' });
    await Promise.all([first.publish(failureOf('first')), second.publish(failureOf('second'))]);
    expect((await one.next()).rawBody.toString()).toContain('"first"');
    expect((await other.next()).rawBody.toString()).toContain('"second"');
    await first.stop();
    await second.publish(failureOf('third'));
    expect((await other.next()).rawBody.toString()).toContain('"third"');
    expect(one.requests).toHaveLength(1);
  });

  it('says when its queue has broken down, and can still be stopped', async () => {
    const folder = await testFolder();
    const receiver = await testReceiver();
    receiver.hang();
    const before = await testNotifier(folder, toWebhook(receiver.url));
    await before.publish(failureOf('api'));
    await receiver.waitFor(1);
    await before.stop();
    const database = new Database(join(folder, 'data/queue.db'));
    database.exec("update events set body = 'no JSON'");
    database.close();

    const broken = await testNotifier(folder, toWebhook(receiver.url));
    expect(await broken.brokenDown).toMatchObject({ code: 'QUEUE_DAMAGED' });
    await expect(broken.publish(failureOf('api'))).rejects.toMatchObject({ code: 'QUEUE_DAMAGED' });
    await broken.stop();
  });

  it('answers over HTTP where the configuration says where to listen', async () => {
    const watch = new RecordWatch();
    const config: NotifierConfig = { server: { listen: '127.0.0.1:0' } };
    const notifier = await testNotifier(await testFolder(), config, { observers: { watch: watch.observe } });
    const { url = '' } = notifier;
    const deployment = { namespace: 'a', name: 'b', currentImage: 'x:1', newImage: 'x:2' };
    expect((await post(url, { event: 'update_completed', deployment })).status).toBe(202);
    expect(watch.records).toMatchObject([{ type: 'event', event: { source: 'api' } }]);
    await notifier.stop();
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  });

  it('reads a file as the host does, seen from its folder', async () => {
    const folder = await testFolder();
    const receiver = await testReceiver();
    await writeFile(join(folder, 'url.txt'), receiver.url);
    await writeFile(
      join(folder, 'headwind.yaml'),
      `apiVersion: headwind.sh/v1\nplugins: { team: { use: webhook, config: { url: "$\{file:url.txt}" } } }\n`,
    );
    for (const file of [join(folder, 'headwind.yaml'), new URL(`file://${folder}/headwind.yaml`)]) {
      const notifier = await createNotifier({ file }, { cwd: await testFolder(), log: false });
      await notifier.publish(failureOf('api'));
      await receiver.next();
      expect(notifier.url).toBeUndefined();
      await notifier.stop();
    }
  });
});
