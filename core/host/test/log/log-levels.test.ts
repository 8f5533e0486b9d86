import { describe, expect, it } from 'vitest';
import type { LogConfig } from '../../src/config/host-config.js';
import { hostLog } from '../../src/log/host-log.js';
import { LogLevels } from '../../src/log/log-levels.js';
import { createLogger } from '../../src/log/logger.js';
import { Redactor } from '../../src/log/redactor.js';

function setup(config: LogConfig) {
  const written: string[] = [];
  const destination = { write: (text: string) => written.push(text) };
  const root = createLogger({ level: 'info', redactor: new Redactor(), destination });
  const levels = new LogLevels(root, config);
  const logs = {
    host: hostLog(root),
    plugin: levels.pluginLog('oncall'),
    lane: levels.laneLog('oncall'),
    other: levels.pluginLog('other'),
  };
  /** Which logs write a line of this level now. */
  const writing = (level: 'debug' | 'info' | 'warn' | 'error') =>
    Object.entries(logs)
      .filter(([, log]) => {
        const before = written.length;
        log[level]('a line');
        return written.length > before;
      })
      .map(([name]) => name);
  return { levels, writing, written, logs };
}

describe('the levels of the log', () => {
  it('are those of the configuration, an instance by itself where it has one of its own', () => {
    const { levels, writing } = setup({ level: 'warn', levels: { oncall: 'debug' } });
    expect(writing('debug')).toEqual(['plugin', 'lane']);
    expect(writing('warn')).toEqual(['host', 'plugin', 'lane', 'other']);
    expect([levels.level, levels.levels]).toEqual(['warn', { oncall: 'debug' }]);
  });

  it('can be set for one instance alone', () => {
    const { levels, writing } = setup({ level: 'info', levels: {} });
    levels.set('error', 'oncall');
    expect(writing('info')).toEqual(['host', 'other']);
    expect(levels.levels).toEqual({ oncall: 'error' });
  });

  it('can be set for the host, and an instance with one of its own keeps it', () => {
    const { levels, writing } = setup({ level: 'info', levels: { oncall: 'info' } });
    levels.set('debug');
    expect(writing('debug')).toEqual(['host', 'other']);
    expect(levels.level).toBe('debug');
  });

  it('are those of the configuration alone when that is applied again', () => {
    const { levels, writing } = setup({ level: 'info', levels: {} });
    levels.set('debug', 'oncall');
    levels.set('error');
    levels.apply({ level: 'info', levels: {} });
    expect(writing('debug')).toEqual([]);
    expect(writing('info')).toEqual(['host', 'plugin', 'lane', 'other']);
  });

  it('hold for an instance that is started later, whatever its name', () => {
    const { levels, written } = setup({ level: 'info', levels: {} });
    levels.set('error', 'late');
    levels.pluginLog('late').warn('not written');
    levels.pluginLog('constructor').info('written');
    expect(written).toHaveLength(1);
  });

  it('leave the fields of a line that is not written unread, until it is to be written', () => {
    const { levels, logs, written } = setup({ level: 'warn', levels: {} });
    let reads = 0;
    const fields = {
      get costly() {
        reads += 1;
        return 'much';
      },
    };
    for (const log of [logs.host, logs.plugin, logs.lane]) log.info('an attempt', fields);
    expect([reads, written]).toEqual([0, []]);
    levels.set('info');
    logs.lane.info('an attempt', fields);
    expect(written).toHaveLength(1);
    expect(reads).toBe(1);
  });

  it('leave the name of the instance to the lines of its plugin', () => {
    const { logs, written } = setup({ level: 'info', levels: {} });
    logs.plugin.info('from the plugin');
    logs.lane.info('of an attempt', { channel: 'oncall' });
    expect(written.map((line) => JSON.parse(line))).toMatchObject([{ plugin: 'oncall' }, { channel: 'oncall' }]);
    expect(JSON.parse(written[1] ?? '')).not.toHaveProperty('plugin');
  });
});
