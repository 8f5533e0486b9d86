import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { CodedError } from '@headwind/bus/coded-error';
import { BUS_ERRORS } from '@headwind/bus/errors';
import { describe, expect, it } from 'vitest';
import { CONFIG_ERRORS } from '../../src/config/config-errors.js';
import { tailAnswer } from '../../src/http/answer-schemas.js';
import { HTTP_ERRORS } from '../../src/http/http-errors.js';
import { OPERATIONS } from '../../src/http/openapi/operations.js';
import { isProblem, problemReply } from '../../src/http/problem-details.js';
import { runServer } from './running-server.js';

const page = await readFile(new URL('../../../../docs/reference/http-api.md', import.meta.url), 'utf8');
const cloudEvents = await readFile(new URL('../../../../docs/how-to/cloudevents.md', import.meta.url), 'utf8');

describe('the documentation', () => {
  it('lists every status with its code, and no others', () => {
    const documented = [...page.matchAll(/^\| (\d{3}) +\| `([A-Z_]+)` +\|/gm)].map(
      ([, status, code]) => `${status} ${code}`,
    );
    const entries = [...HTTP_ERRORS, ...BUS_ERRORS, ...CONFIG_ERRORS];
    const errors = entries.map((entry) => new CodedError(entry, 'Found so.')).filter(isProblem);
    const answered = errors.map((error) => `${problemReply(error).status} ${error.code}`);
    expect(documented.toSorted()).toEqual(answered.toSorted());
  });

  it('lists every request with the role it needs, and no others', () => {
    const documented = [...page.matchAll(/^\| `([A-Z]+) (\/\S+)` +\| `?(\w+)`? +\|/gm)].map(
      ([, method, path, role]) => `${method} ${path} ${role === 'none' ? 'public' : role}`,
    );
    // A delivery's id is one parameter there, written in two ways.
    const operations = OPERATIONS.filter(({ path }) => !path.includes('{eventId}/{channel}')).map(
      ({ method, path, role }) => `${method.toUpperCase()} ${path} ${role}`,
    );
    expect(documented.toSorted()).toEqual(operations.toSorted());
  });

  it('shows answers as they are', () => {
    const schemas = OPERATIONS.flatMap(({ answers }) => answers.flatMap(({ schema }) => schema ?? []));
    const examples = blocks('json').map((text) => JSON.parse(text));
    const answers = examples.filter((example) => !('type' in example));
    expect(answers.filter((example) => !schemas.some((schema) => schema.safeParse(example).success))).toEqual([]);
    expect(answers).toHaveLength(10);
  });

  it('shows a line of each type that the live events have', () => {
    const lines = blocks('jsonl').flatMap((text) => text.trim().split('\n'));
    const types = lines.map((line) => tailAnswer.parse(JSON.parse(line)).type);
    expect(types).toEqual(['event', 'delivery', 'dead_letter', 'channel', 'dropped']);
  });
});

describe('an example of the documentation works as printed:', () => {
  const examples = [...blocks('sh'), ...blocks('sh', cloudEvents)].filter((text) => /^curl (?!-N)/m.test(text));

  // curl fails where the host refuses.
  it.each(examples)('%s', async (command) => {
    const { url, steered } = await runServer();
    await steered.publishOne('4711');
    await run(command, url);
  });

  it('following the live events', async () => {
    const { url, steered } = await runServer();
    const [command = ''] = blocks('sh').filter((text) => text.includes('curl -N'));
    let isRead = false;
    const line = run(`${command.trim()} | head -n 1`, url).finally(() => {
      isRead = true;
    });
    // What happens before curl is connected is not told; nor does curl end before there is a line that nobody reads.
    for (let count = 0; !isRead; count += 1) await steered.publishOne(`e${count}`);
    expect(tailAnswer.parse(JSON.parse(await line)).type).toBe('event');
  });
});

/** The code blocks of a language. */
function blocks(language: string, text = page): string[] {
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, name, block = '']) =>
    name === language ? [block] : [],
  );
}

/** What a command of the page prints; one that the host refuses fails. */
async function run(command: string, url: string): Promise<string> {
  const strict = 'curl() { command curl --silent --show-error --fail-with-body "$@"; }\nset -e\n';
  const { stdout } = await promisify(execFile)(
    'sh',
    ['-c', strict + command.replaceAll('http://127.0.0.1:8080', url)],
    { env: { ...process.env, HEADWIND_READ_TOKEN: 'reading-token' } },
  );
  return stdout;
}
