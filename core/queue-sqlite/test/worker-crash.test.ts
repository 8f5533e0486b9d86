import { expect, it } from 'vitest';
import { openDatabase } from '../src/schema.js';
import { InThreadWorker, queueOn } from './in-thread-worker.js';
import { delivered, NEVER_ABORTED, publicationOf } from './sample-events.js';
import { tempFile } from './temp-folder.js';

it('rejects everything with QUEUE_UNAVAILABLE when the storage worker dies', async () => {
  const worker = new InThreadWorker(openDatabase(await tempFile()));
  const queue = queueOn(worker);
  await queue.publish([publicationOf('web')]);
  const [delivery] = await queue.lease('chat', 1, NEVER_ABORTED);
  if (delivery === undefined) throw new Error('a lease that was not aborted gave nothing');
  const before = [
    queue.lease('chat', 1, NEVER_ABORTED),
    queue.settle(delivery, delivered(delivery)),
    queue.publish([publicationOf('api')]),
    queue.list({}),
  ];
  worker.emit('error', new Error('out of memory'));
  worker.emit('exit', 1);
  const after = [queue.publish([publicationOf('api')]), queue.lease('chat', 1, NEVER_ABORTED), queue.depth()];
  for (const call of await Promise.allSettled([...before, ...after])) {
    expect(call).toMatchObject({
      status: 'rejected',
      reason: { code: 'QUEUE_UNAVAILABLE', message: expect.stringContaining('out of memory') },
    });
  }
  expect(await queue.brokenDown).toMatchObject({
    code: 'QUEUE_UNAVAILABLE',
    message: expect.stringContaining('out of memory'),
  });
  await queue.close();
});

it.each(['no JSON', 'null'])('breaks down with QUEUE_DAMAGED when it reads %j in place of an event', async (body) => {
  const database = openDatabase(await tempFile());
  const before = queueOn(new InThreadWorker(database));
  await before.publish([publicationOf('web'), publicationOf('api', ['pager'])]);
  database.exec(`update events set body = '${body}' where seq = 1`);
  const worker = new InThreadWorker(database);
  const queue = queueOn(worker);
  await expect(queue.list({})).rejects.toMatchObject({ code: 'QUEUE_DAMAGED' });
  expect(await queue.lease('pager', 1, NEVER_ABORTED)).toHaveLength(1);
  const calls = [queue.lease('chat', 1, NEVER_ABORTED), queue.brokenDown.then((reason) => Promise.reject(reason))];
  for (const call of await Promise.allSettled(calls)) {
    expect(call).toMatchObject({
      status: 'rejected',
      reason: { code: 'QUEUE_DAMAGED', message: expect.stringContaining('number 1 ') },
    });
  }
  await expect(queue.publish([publicationOf('web')])).rejects.toMatchObject({ code: 'QUEUE_DAMAGED' });
  await queue.close();
  expect(database.open).toBe(false);
});
