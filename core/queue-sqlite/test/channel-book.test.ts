import { expect, it } from 'vitest';
import { becomePending, ChannelBook } from '../src/channel-book.js';
import { openDatabase } from '../src/schema.js';
import { tempFile } from './temp-folder.js';

it.each([
  ['older', 3],
  ['younger', 30],
])('knows where the pending deliveries of a channel begin and end when one comes back that is %s', async (_, seq) => {
  const book = new ChannelBook(openDatabase(await tempFile()));
  book.number('chat');
  const chat = book.get(0);
  becomePending(chat, 2, 10, 20);
  becomePending(chat, 1, seq, seq);
  expect(chat).toMatchObject({ pending: 3, pendingFrom: Math.min(seq, 10), pendingTo: Math.max(seq, 20) });
});
