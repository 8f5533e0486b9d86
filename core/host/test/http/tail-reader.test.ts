import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { EventRecord } from '@headwind/plugin-api';
import { eventOf } from '@headwind/plugin-testkit/events';
import { expect, it, onTestFinished } from 'vitest';
import { TailReader } from '../../src/http/tail-reader.js';

/** A reader over a real connection that its other end does not read yet. */
async function connectedReader(): Promise<{ reader: TailReader; socket: Socket }> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const socket = connect(typeof address === 'object' ? (address?.port ?? 0) : 0, '127.0.0.1');
  onTestFinished(() => {
    socket.destroy();
    server.close();
  });
  const asked = once(server, 'request');
  socket.pause();
  socket.write('GET / HTTP/1.0\r\n\r\n');
  const [, response]: [unknown, ServerResponse] = await asked.then(([request, reply]) => [request, reply]);
  return { reader: new TailReader({ response, filter: {}, redact: (text) => text }), socket };
}

/** A record of 20 KB as a line. */
function longRecord(id: string): EventRecord {
  return { type: 'event', event: eventOf('update_failed', { id }), channels: [id, 'c'.repeat(20_000)] };
}

it('a reader who is too slow is told how many records it missed, and then goes on', async () => {
  const { reader, socket } = await connectedReader();
  for (let index = 0; index < 1_000; index += 1) reader.tell(longRecord(`e${index}`));

  const told: string[] = [];
  for await (const line of createInterface({ input: socket })) {
    if (!line.startsWith('{')) continue;
    const record = JSON.parse(line);
    told.push(record.type === 'dropped' ? `${record.count} dropped` : record.event.id);
    if (record.type === 'dropped') reader.tell(longRecord('after'));
    if (told.at(-1) === 'after') break;
  }
  const kept = told.length - 2;
  // 1 MiB of lines of 20 KB each.
  expect(kept).toBeGreaterThan(40);
  expect(kept).toBeLessThan(60);
  expect(told).toEqual([
    ...Array.from({ length: kept }, (_, index) => `e${index}`),
    `${1_000 - kept} dropped`,
    'after',
  ]);
});

it('a reader who is behind does not hold up the end', async () => {
  const { reader, socket } = await connectedReader();
  const closed = once(socket, 'close');
  for (let index = 0; index < 1_000; index += 1) reader.tell(longRecord(`e${index}`));
  reader.end();
  socket.on('error', () => undefined).resume();
  await closed;
});

it('a reader who keeps up gets everything before the end, and nothing after it', async () => {
  const { reader, socket } = await connectedReader();
  reader.tell(longRecord('e1'));
  reader.end();
  reader.tell(longRecord('e2'));
  const told: string[] = [];
  for await (const line of createInterface({ input: socket })) {
    if (line.startsWith('{')) told.push(JSON.parse(line).event.id);
  }
  expect(told).toEqual(['e1']);
});
