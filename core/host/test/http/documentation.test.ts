import { readFile } from 'node:fs/promises';
import { CodedError } from '@headwind/bus/coded-error';
import { BUS_ERRORS } from '@headwind/bus/errors';
import { expect, it } from 'vitest';
import { HTTP_ERRORS } from '../../src/http/http-errors.js';
import { isProblem, problemReply } from '../../src/http/problem-details.js';

it('the documentation lists every status with its code, and no others', async () => {
  const text = await readFile(new URL('../../../../docs/reference/http-api.md', import.meta.url), 'utf8');
  const documented = [...text.matchAll(/^\| (\d{3}) +\| `([A-Z_]+)` +\|/gm)].map(
    ([, status, code]) => `${status} ${code}`,
  );
  const errors = [...HTTP_ERRORS, ...BUS_ERRORS].map((entry) => new CodedError(entry, 'Found so.')).filter(isProblem);
  const answered = errors.map((error) => `${problemReply(error).status} ${error.code}`);
  expect(documented.toSorted()).toEqual(answered.toSorted());
});
