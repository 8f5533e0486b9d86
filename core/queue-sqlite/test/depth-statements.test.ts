import { expect, it, vi } from 'vitest';
import { ChannelBook } from '../src/channel-book.js';
import { DepthStatements } from '../src/depth-statements.js';
import { openDatabase } from '../src/schema.js';
import { Query } from '../src/statements.js';
import { InThreadWorker, queueOn } from './in-thread-worker.js';
import { publicationOf } from './sample-events.js';
import { tempFile } from './temp-folder.js';

it('reads each channel once a turn, however many ask', async () => {
  const database = openDatabase(await tempFile());
  await queueOn(new InThreadWorker(database)).publish([publicationOf('web', ['chat', 'pager'])]);
  const depths = new DepthStatements(database, new ChannelBook(database));
  const reads = vi.spyOn(Query.prototype, 'first');
  const chat = { channel: 'chat', pending: 1, dead: 0, oldestPendingAt: expect.any(Number) };
  const pager = { ...chat, channel: 'pager' };
  const names = ['chat', undefined, 'nobody', 'chat', undefined];
  const both = [chat, pager];
  expect(depths.depths(names.map((channel) => ({ channel })))).toEqual([[chat], both, [], [chat], both]);
  expect(reads).toHaveBeenCalledTimes(2);
  reads.mockRestore();
});
