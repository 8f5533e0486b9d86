import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EventTimes } from '../src/event-times.js';
import { openDatabase } from '../src/schema.js';
import { tempFile } from './temp-folder.js';

const step = fc.record({ gap: fc.integer({ min: 1, max: 5 }), later: fc.integer({ min: 0, max: 3 }) });

it('finds the first event of a time, wherever events are missing or share one', async () => {
  const database = openDatabase(await tempFile());
  const times = new EventTimes(database);
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.integer({ min: 95, max: 230 }), (steps, time) => {
      let seq = 0;
      let publishedAt = 100;
      const events = steps.map(({ gap, later }) => {
        seq += gap;
        publishedAt += later;
        return { seq, publishedAt };
      });
      database.exec('delete from events');
      for (const event of events) {
        database.exec(`insert into events values (${event.seq}, 'e${event.seq}', '{}', ${event.publishedAt}, 1)`);
      }
      const first = times.firstFrom(time);
      expect(events.filter((event) => event.seq >= first)).toEqual(events.filter((event) => event.publishedAt >= time));
    }),
  );
  database.close();
});
