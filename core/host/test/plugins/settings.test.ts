import { definePlugin } from '@headwind/plugin-api';
import { deepFreeze } from '@headwind/plugin-loader/deep-freeze';
import { secretsIn } from '@headwind/plugin-loader/secrets';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Redactor } from '../../src/log/redactor.js';
import { validateSettings } from '../../src/plugins/plugin-settings.js';
import { pluginConfig } from './plugin-config.js';

const secret = z.string().meta({ writeOnly: true });

function jsonSchemaOf(schema: z.ZodType) {
  return z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' });
}

describe('secrets in settings', () => {
  it('are the values at writeOnly fields, in mappings, lists and records', () => {
    const schema = jsonSchemaOf(
      z.strictObject({ url: secret, name: z.string(), keys: z.array(secret), headers: z.record(z.string(), secret) }),
    );
    const settings = { url: 'u1', name: 'n1', keys: ['k1', 'k2'], headers: { authorization: 'h1' } };
    expect(secretsIn(schema, settings)).toEqual(['u1', 'k1', 'k2', 'h1']);
  });

  it('are found in every alternative, and by reference', () => {
    const shared = secret.meta({ id: 'Token', writeOnly: true });
    const schema = jsonSchemaOf(
      z.object({ auth: z.union([z.object({ token: shared }), z.object({ password: shared })]), other: shared }),
    );
    expect(secretsIn(schema, { auth: { password: 'p1' }, other: 'o1' })).toEqual(['p1', 'o1']);
    expect(secretsIn(schema, { auth: { token: 't1' }, other: 'o1' })).toEqual(['t1', 'o1']);
  });

  it('are everything below a writeOnly field, numbers too', () => {
    const schema = jsonSchemaOf(
      z.object({ login: z.object({ user: z.string(), pin: z.number() }).meta({ writeOnly: true }) }),
    );
    expect(secretsIn(schema, { login: { user: 'someone', pin: 123456 } })).toEqual(['someone', '123456']);
  });

  it('are never guessed where the schema names none', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(secretsIn({ type: 'object' }, value)).toEqual([]);
      }),
    );
  });
});

describe('a secret setting whose reference stands for nothing', () => {
  const plugin = definePlugin({
    kind: 'source',
    config: z.strictObject({ secret }),
    create: () => ({}),
  });

  /** What has learnt the settings of an instance with this secret. */
  async function learnt(text: string): Promise<Redactor> {
    const redactor = new Redactor();
    const config = pluginConfig('./fixture', { config: { secret: text } });
    await validateSettings(plugin, { config, packageName: 'fixture' }, () => undefined, redactor);
    return redactor;
  }

  it.each([
    [`\${file:/run/secrets/whsec}`, `\${file:/run/secrets/whsec}`],
    [`Bearer \${env:WEBHOOK_TOKEN}`, `\${env:WEBHOOK_TOKEN}`],
    [`\${env:ONE_HALF}\${file:other-half}`, `\${file:other-half}`],
    [`https://hooks.example/a?token=\${env:MY_TOKEN_1234567890123456aB}`, `\${env:MY_TOKEN_1234567890123456aB}`],
    [`https://someone:\${file:/run/password}@hooks.example/a`, `\${file:/run/password}`],
  ])('does not hide the name of what is missing: %s', async (text, reference) => {
    const said = `\`${reference}\` names what is not there`;
    expect((await learnt(text)).redact(said)).toBe(said);
  });

  it('still hides what else is there', async () => {
    const url = await learnt(`https://someone:correct-horse@hooks.example/\${file:missing}`);
    expect(url.redact('found correct-horse')).toBe('found [secret]');
    const mixed = await learnt(`correct-horse-\${env:MISSING}`);
    expect(mixed.redact(`found correct-horse-\${env:MISSING}.`)).toBe('found [secret].');
  });
});

describe('freezing settings', () => {
  it('freezes every plain object and list, and changes nothing', () => {
    const isFrozenThrough = (value: unknown): boolean =>
      typeof value !== 'object' || value === null
        ? true
        : Object.isFrozen(value) && Object.values(value).every(isFrozenThrough);
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const before = JSON.stringify(value);
        expect(isFrozenThrough(deepFreeze(value))).toBe(true);
        expect(JSON.stringify(value)).toBe(before);
      }),
    );
  });

  it('takes circles, and leaves instances of classes alone', () => {
    const bytes = new Uint8Array(2);
    const settings: Record<string, unknown> = { bytes, at: new URL('https://example.com') };
    settings.self = settings;
    expect(Object.isFrozen(deepFreeze(settings))).toBe(true);
    expect(Object.isFrozen(bytes)).toBe(false);
  });
});
