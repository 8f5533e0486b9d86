import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodedError } from '@headwind/bus/coded-error';
import { QUEUE_FULL } from '@headwind/bus/errors';
import { EXAMPLE_PAYLOAD } from '@headwind/plugin-testkit/events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runServer } from '../http/running-server.js';
import { FakeTerminal, run } from './fake-terminal.js';

const NGINX =
  '--event update_completed --namespace production --name nginx --current-image nginx:1.25.0 --new-image nginx:1.26.0';

const publisher = (token: string) => ({ token, role: 'publish' }) as const;

describe('send', () => {
  it('publishes the event of its flags and prints the id', async () => {
    const { url, intake } = await runServer();
    const terminal = new FakeTerminal();
    expect(await run(`send ${NGINX} --url ${url}`, terminal)).toBe(0);
    expect(terminal.out).toBe('made-0\n');
    expect(terminal.err).toBe('');
    expect(intake.published).toEqual([
      {
        kind: 'update_completed',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        workload: { namespace: 'production', name: 'nginx' },
        data: { currentImage: 'nginx:1.25.0', newImage: 'nginx:1.26.0' },
      },
    ]);
  });

  it('has a flag for every other field', async () => {
    const { url, intake } = await runServer();
    const flags = [
      '--kind StatefulSet --container nginx --policy minor --requires-approval --update-request nginx-update',
      '--approved-by ann --rejected-by bob --reason no --error CrashLoopBackOff --id once',
    ].join(' ');
    expect(await run(`send ${NGINX} ${flags} --url ${url}`, new FakeTerminal())).toBe(0);
    expect(intake.published).toMatchObject([
      {
        id: 'once',
        workload: { kind: 'StatefulSet' },
        data: {
          container: 'nginx',
          policy: 'minor',
          requiresApproval: true,
          updateRequestName: 'nginx-update',
          approvedBy: 'ann',
          rejectedBy: 'bob',
          rejectionReason: 'no',
          errorMessage: 'CrashLoopBackOff',
        },
      },
    ]);
  });

  it('says when the id was published before', async () => {
    const { url } = await runServer();
    await run(`send ${NGINX} --id once --url ${url}`, new FakeTerminal());
    const terminal = new FakeTerminal();
    expect(await run(`send ${NGINX} --id once --url ${url}`, terminal)).toBe(0);
    expect(terminal.out).toBe('once  duplicate\n');
  });

  it('prints one line of JSON for scripts', async () => {
    const { url } = await runServer();
    const terminal = new FakeTerminal();
    expect(await run(`send ${NGINX} --json --url ${url}`, terminal)).toBe(0);
    expect(terminal.out).toBe('{"events":[{"id":"made-0","duplicate":false}]}\n');
  });

  it('publishes an event or several of a file, seen from the working directory', async () => {
    const { url, intake } = await runServer();
    const cwd = await mkdtemp(join(tmpdir(), 'headwind-send-'));
    onTestFinished(() => rm(cwd, { recursive: true }));
    await writeFile(join(cwd, 'one.json'), `\uFEFF${JSON.stringify(EXAMPLE_PAYLOAD)}`);
    await writeFile(join(cwd, 'two.json'), JSON.stringify([EXAMPLE_PAYLOAD, EXAMPLE_PAYLOAD]));
    expect(await run(`send --file one.json --url ${url}`, new FakeTerminal({ cwd }))).toBe(0);
    const terminal = new FakeTerminal({ cwd });
    expect(await run(`send --file two.json --url ${url}`, terminal)).toBe(0);
    expect(terminal.out).toBe('made-1\nmade-2\n');
    expect(intake.published).toHaveLength(3);
  });

  it('publishes what comes in on standard input', async () => {
    const { url, intake } = await runServer();
    const terminal = new FakeTerminal({ input: JSON.stringify(EXAMPLE_PAYLOAD) });
    expect(await run(`send --file - --url ${url}`, terminal)).toBe(0);
    expect(intake.published).toHaveLength(1);
  });

  it('takes address and token from the environment', async () => {
    const { url, intake } = await runServer({ server: { tokens: [publisher('one'), publisher('two')] } });
    const env = { HEADWIND_URL: `${url}/`, HEADWIND_TOKEN: 'two,one' };
    expect(await run(`send ${NGINX}`, new FakeTerminal({ env }))).toBe(0);
    expect(intake.published).toHaveLength(1);
  });

  it('prefers its flags to the environment', async () => {
    const { url } = await runServer({ server: { tokens: [publisher('one')] } });
    const env = { HEADWIND_URL: 'http://127.0.0.1:1', HEADWIND_TOKEN: 'wrong' };
    expect(await run(`send ${NGINX} --url ${url} --token one`, new FakeTerminal({ env }))).toBe(0);
  });
});

describe('send exits with 2 and sends nothing', () => {
  it.each([
    ['send', 'missing --event, --namespace, --name, --current-image, --new-image; give them, or --file FILE'],
    ['send --event update_failed --name x --current-image a --new-image b', 'missing --namespace;'],
    ['send --event update_complete', 'Allowed choices are update_detected'],
    ['send --evnt x', '(Did you mean --event?)'],
    ['send --file no-such-file.json', 'cannot read no-such-file.json'],
    ['send --file - --name x', '--file holds the whole event'],
    [`send ${NGINX} --url localhost`, '--url (or HEADWIND_URL) is not a URL'],
    [`send ${NGINX} --url ftp://localhost`, '--url (or HEADWIND_URL) is not a URL'],
    [`send ${NGINX} --url http://user:secret@localhost`, 'give a token instead'],
    [`send ${NGINX} --token schlüssel`, 'cannot carry'],
  ])('on `%s`', async (line, words) => {
    const terminal = new FakeTerminal();
    expect(await run(line, terminal)).toBe(2);
    expect(terminal.err).toContain(words);
    expect(terminal.err).not.toContain('secret');
    expect(terminal.out).toBe('');
  });

  it('on a file that is not JSON', async () => {
    const terminal = new FakeTerminal({ input: '{"event":' });
    expect(await run('send --file -', terminal)).toBe(2);
    expect(terminal.err).toContain('standard input is not JSON');
  });
});

describe('send exits with 1 and says why', () => {
  it('when the event is wrong, with the pointer', async () => {
    const { url } = await runServer();
    const terminal = new FakeTerminal({ input: JSON.stringify({ ...EXAMPLE_PAYLOAD, polcy: 'minor' }) });
    expect(await run(`send --file - --url ${url}`, terminal)).toBe(1);
    expect(terminal.err).toMatch(/^error: HTTP 422 EVENT_INVALID: \/polcy: .*policy/);
    expect(terminal.out).toBe('');
  });

  it('when several things are wrong, with all of them', async () => {
    const { url } = await runServer();
    const terminal = new FakeTerminal({ input: JSON.stringify([{ ...EXAMPLE_PAYLOAD, policy: 1 }, 7]) });
    expect(await run(`send --file - --url ${url}`, terminal)).toBe(1);
    expect(terminal.err).toContain('\n  /0/policy: ');
    expect(terminal.err).toContain('\n  /1: ');
  });

  it('when the token is refused', async () => {
    const { url } = await runServer({ server: { tokens: [publisher('one')] } });
    const terminal = new FakeTerminal();
    expect(await run(`send ${NGINX} --url ${url} --token guess`, terminal)).toBe(1);
    expect(terminal.err).toContain('HTTP 401 UNAUTHORIZED');
    expect(terminal.err).not.toContain('guess');
  });

  it('when the queue is full, and when to try again', async () => {
    const { url, intake } = await runServer();
    intake.refusal = new CodedError(QUEUE_FULL, 'Full.');
    const terminal = new FakeTerminal();
    expect(await run(`send ${NGINX} --url ${url}`, terminal)).toBe(1);
    expect(terminal.err).toContain('HTTP 429 QUEUE_FULL: Full.');
    expect(terminal.err).toContain('Try again in 5 s.');
  });

  it('when nothing listens there', async () => {
    const { url, server } = await runServer();
    await server.close(0);
    const terminal = new FakeTerminal();
    expect(await run(`send ${NGINX} --url ${url}`, terminal)).toBe(1);
    expect(terminal.err).toContain(`Cannot reach ${url}: connect ECONNREFUSED`);
    expect(terminal.err).toContain('headwind-notify serve');
  });

  it.each([
    [200, 'text/html', '<h1>It works</h1>'],
    [202, 'application/json', '{}'],
    [502, 'text/html', 'Bad Gateway'],
    [301, 'text/plain', ''],
  ])('when something else answers there (HTTP %i)', async (status, type, body) => {
    const other = createServer((_request, response) => {
      response.writeHead(status, { 'content-type': type, location: '/elsewhere' }).end(body);
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      other.closeAllConnections();
      other.close();
    });
    const address = other.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    const terminal = new FakeTerminal();
    expect(await run(`send ${NGINX} --url ${url}`, terminal)).toBe(1);
    expect(terminal.err).toContain(`${url} answered HTTP ${status}, and not as a Headwind host does.`);
  });
});
