import type { RequestPreview } from '@headwind/plugin-api';
import { describe, expect, it } from 'vitest';
import { differenceOf } from '../../src/conformance/preview-difference.js';

const SENT = {
  by: 'post',
  method: 'POST',
  url: 'https://api.example.com/v2/alerts?by=alias',
  headers: { 'content-type': 'application/json', authorization: 'Key k3Xw81tQz7', 'x-at': '1762425000' },
  body: '{"key":"k3Xw81tQz7","list":[{"a":1},null],"text":"<b>"}',
} as const;

const SHOWN: RequestPreview = {
  method: 'POST',
  url: 'api.example.com/v2/alerts?by=alias',
  headers: { 'Content-Type': 'application/json', authorization: 'Key [secret]', 'x-at': '<seconds>' },
  json: { key: '[secret]', list: [{ a: 1 }, null], text: '<b>' },
};

const { json: _, ...WITHOUT_BODY } = SHOWN;

function difference(change: object, secrets: readonly string[] = ['k3Xw81tQz7']): string | undefined {
  return differenceOf({ ...SHOWN, ...change }, SENT, secrets);
}

describe('a preview and what is sent', () => {
  it('differ in nothing where placeholders stand for what is secret or of the moment', () => {
    expect(difference({})).toBeUndefined();
    expect(difference({ headers: undefined })).toBeUndefined();
    expect(
      differenceOf({ ...WITHOUT_BODY, body: SENT.body.replace('k3Xw81tQz7', '[secret]') }, SENT, []),
    ).toBeUndefined();
  });

  it.each<[object, string]>([
    [{ method: 'PUT' }, 'preview shows the method PUT, and POST is sent'],
    [{ url: 'api.example.com/v1/alerts' }, 'preview shows the URL "api.example.com/v1/alerts"'],
    [{ url: 'api.example.com' }, 'preview shows the URL "api.example.com", and "api.example.com/v2/alerts?by=alias"'],
    [{ headers: { 'x-none': '1' } }, 'preview shows the header x-none, which is not sent'],
    [{ headers: { 'x-at': '<seconds> ago' } }, 'another value of the header x-at'],
    [{ headers: { authorization: 'Token [secret]' } }, 'another value of the header authorization'],
    [{ json: { key: '[secret]', list: [{ a: 2 }, null], text: '<b>' } }, 'at list.0.a'],
    [{ json: { key: '[secret]', list: [{ a: 1 }], text: '<b>' } }, 'at list.1'],
    [{ json: { key: '[secret]', list: [{ a: 1 }, null] } }, 'at text'],
    [{ json: { key: '[secret]', list: [{ a: 1 }, null], text: '<b>', more: 1 } }, 'at more'],
    // What is markup in a body is no placeholder.
    [{ json: { key: '[secret]', list: [{ a: 1 }, null], text: '<i>' } }, 'at text'],
    [{ json: 'text' }, 'at its top'],
  ])('differ: %j', (change, said) => {
    expect(difference(change)).toContain(said);
  });

  it('may leave out of a URL what is a credential, and no more', () => {
    const sent = { ...SENT, url: 'https://hooks.example.com/T0/k3Xw81tQz7' };
    const secrets = [sent.url];
    expect(differenceOf({ ...SHOWN, url: 'hooks.example.com' }, sent, secrets)).toBeUndefined();
    const said = differenceOf({ ...SHOWN, url: 'other.example.com' }, sent, secrets);
    expect(said).toBe('preview shows the URL "other.example.com", and "hooks.example.com" is sent to');
    expect(differenceOf({ ...SHOWN, url: 'hooks.example.com' }, sent, [])).toContain('preview shows the URL');
  });
});
