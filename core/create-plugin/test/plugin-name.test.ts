import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pluginNameOf } from '../src/plugin-name.js';
import { Refusal } from '../src/refusal.js';

describe('the name of a plugin', () => {
  it.each([
    ['team-chat', 'team-chat', 'headwind-plugin-team-chat'],
    ['headwind-plugin-team-chat', 'team-chat', 'headwind-plugin-team-chat'],
    ['@acme/team-chat', 'team-chat', '@acme/team-chat'],
    ['@acme/headwind-plugin-team-chat', 'team-chat', '@acme/headwind-plugin-team-chat'],
    ['7', '7', 'headwind-plugin-7'],
  ])('of %j is %s in the manifest, and %s in npm', (text, name, packageName) => {
    expect(pluginNameOf(text)).toEqual({ name, package: packageName });
  });

  it.each([
    '',
    ' ',
    'Team',
    'team chat',
    'team_chat',
    '-team',
    '../team',
    '@acme/',
    '@/team',
    'a/b',
    'headwind-plugin-',
  ])('is not %j, and it is said what one looks like', (text) => {
    expect(() => pluginNameOf(text)).toThrow(/expected lower-case letters, digits and dashes, such as "team-chat"/);
  });

  it("is not in the project's own scope", () => {
    expect(() => pluginNameOf('@headwind/slack')).toThrow(/@headwind is for the project's own plugins/);
  });

  it('is not longer than npm takes', () => {
    expect(pluginNameOf('x'.repeat(198)).package).toHaveLength(214);
    expect(() => pluginNameOf('x'.repeat(199))).toThrow(/would have 215 characters; npm takes up to 214/);
  });

  it('is one that the manifest takes, or is refused, whatever is given', () => {
    const unit = fc.constantFrom(...'aZ9-_./@ é');
    fc.assert(
      fc.property(fc.string({ unit }), (text) => {
        try {
          expect(pluginNameOf(text).name).toMatch(/^[a-z0-9][a-z0-9-]*$/);
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal);
        }
      }),
    );
  });
});
