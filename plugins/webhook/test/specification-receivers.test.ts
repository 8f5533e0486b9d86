import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { attemptOf } from '@headwind/plugin-testkit/attempt';
import { eventOf } from '@headwind/plugin-testkit/events';
import { type ReceivedRequest, type Receiver, startReceiver } from '@headwind/plugin-testkit/receiver';
import { afterEach, beforeEach, describe, expect, it, type TestContext } from 'vitest';
import { type OpenWebhook, openWebhook } from './webhook.js';

const SECRET = 'your-secret-key';

/** The specification's three receivers, and how to run each on a secret and a signature, the body on standard input. */
const RECEIVERS = [
  { language: 'Python', command: 'python3', version: '--version', run: [fixture('verify.py')], neededInCi: true },
  {
    language: 'Node.js',
    command: process.execPath,
    version: '--version',
    run: [fixture('verify.cjs')],
    neededInCi: true,
  },
  { language: 'Go', command: 'go', version: 'version', run: ['run', fixture('verify.go')], neededInCi: false },
] as const;

let receiver: Receiver;
let webhook: OpenWebhook;

beforeEach(async () => {
  receiver = await startReceiver();
});

afterEach(async () => {
  await webhook.ctx.close();
  await receiver.close();
});

describe.each(RECEIVERS)("the specification's receiver in $language", ({ command, version, run, neededInCi }) => {
  it('accepts what is sent', async (ctx) => {
    needs(ctx, command, version, neededInCi);
    const request = await deliver([SECRET]);
    expect(verdict(command, run, SECRET, request)).toBe('valid');
  });

  it('accepts a body beyond ASCII, and a secret beyond ASCII', async (ctx) => {
    needs(ctx, command, version, neededInCi);
    const request = await deliver(['schlüssel-🔑'], 'Größe überschritten → 失敗 🚨 \u2028 \ud800');
    expect(verdict(command, run, 'schlüssel-🔑', request)).toBe('valid');
  });

  it('accepts a whsec_ secret as it is written', async (ctx) => {
    needs(ctx, command, version, neededInCi);
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    expect(verdict(command, run, secret, await deliver([secret]))).toBe('valid');
  });

  it('accepts the first secret during rotation, and no other', async (ctx) => {
    needs(ctx, command, version, neededInCi);
    const request = await deliver(['first', 'second']);
    expect(verdict(command, run, 'first', request)).toBe('valid');
    expect(verdict(command, run, 'second', request)).toBe('invalid');
  });

  it('refuses a body that was changed on the way', async (ctx) => {
    needs(ctx, command, version, neededInCi);
    const request = await deliver([SECRET]);
    const rawBody = Buffer.from(request.rawBody.toString().replace('1.27.0', '1.27.1'));
    expect(verdict(command, run, SECRET, { ...request, rawBody })).toBe('invalid');
  });
});

async function deliver(secrets: readonly string[], errorMessage = 'CrashLoopBackOff'): Promise<ReceivedRequest> {
  webhook = await openWebhook({ url: `${receiver.url}/notifications`, secrets });
  const event = eventOf('rollback_triggered', { data: { errorMessage } });
  expect(await webhook.channel.deliver(event, attemptOf(event))).toMatchObject({ status: 'delivered' });
  return receiver.next();
}

function verdict(command: string, run: readonly string[], secret: string, request: ReceivedRequest): string {
  const signature = request.headers['x-headwind-signature'] ?? '';
  const { stdout, stderr } = spawnSync(command, [...run, secret, signature], { input: request.rawBody });
  expect(stderr.toString()).toBe('');
  return stdout.toString().trim();
}

/** Where a language is missing the test says so; in CI, those that belong there must be there. */
function needs(ctx: TestContext, command: string, version: string, neededInCi: boolean): void {
  const found = spawnSync(command, [version]).status === 0;
  if (neededInCi && process.env.CI !== undefined) expect(found, `${command} is installed`).toBe(true);
  else if (!found) ctx.skip(`${command} is not installed`);
}

function fixture(name: string): string {
  return fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
}
