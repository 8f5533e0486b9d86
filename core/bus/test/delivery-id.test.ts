import { expect, it } from 'vitest';
import { namesIn } from '../src/delivery-id.js';

it.each([
  ['1/chat', { eventId: '1', channel: 'chat' }],
  ['of another/host/chat', { eventId: 'of another/host', channel: 'chat' }],
  ['chat', { eventId: '', channel: 'chat' }],
  ['/chat', { eventId: '', channel: 'chat' }],
  ['1/', { eventId: '1', channel: '' }],
  ['', { eventId: '', channel: '' }],
])('has the id of the event before its last slash, and the name of the channel after it: %j', (id, names) => {
  expect(namesIn(id)).toEqual(names);
});
