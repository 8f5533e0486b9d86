import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Requests } from '../../../src/cli/plugin-dev/requests.js';

it('answers any number of requests that come during a round with one more round', async () => {
  const requests = new Requests();
  requests.add();
  requests.add();
  await requests.next();
  let isNext = false;
  const next = requests.next().then(() => {
    isNext = true;
  });
  await setImmediate();
  expect(isNext).toBe(false);
  requests.add();
  await next;
  expect(isNext).toBe(true);
});
