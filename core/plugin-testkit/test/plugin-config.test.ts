import { type ConfigSchema, definePlugin, delivered, type SchemaResult } from '@headwind/plugin-api';
import { describe, expect, it } from 'vitest';
import { checkConfig, validConfig } from '../src/plugin-config.js';

interface RoomConfig {
  readonly room: string;
}

/** Takes a text for a room, and finds two things wrong with anything else. */
const schema: ConfigSchema<RoomConfig> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: async (value): Promise<SchemaResult<RoomConfig>> => {
      if (typeof value === 'string') return { value: { room: value } };
      return { issues: [{ message: 'expected a room', path: ['room'] }, { message: 'expected a text' }] };
    },
    jsonSchema: { input: () => ({}) },
  },
};

const plugin = definePlugin({ kind: 'channel', config: schema, create: () => ({ deliver: () => delivered() }) });

describe('a configuration', () => {
  it('that is right is what the schema makes of it', async () => {
    expect(await checkConfig(plugin, 'ops')).toEqual({ config: { room: 'ops' } });
    expect(await validConfig(plugin, 'ops')).toEqual({ room: 'ops' });
  });

  it('that is wrong tells every issue', async () => {
    const { issues } = await checkConfig(plugin, 7);
    expect(issues).toEqual([{ message: 'expected a room', path: ['room'] }, { message: 'expected a text' }]);
    await expect(validConfig(plugin, 7)).rejects.toThrow('not valid: expected a room; expected a text');
  });
});
