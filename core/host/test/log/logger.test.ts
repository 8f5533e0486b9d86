import { CodedError } from '@headwind/bus/coded-error';
import { QUEUE_FULL } from '@headwind/bus/errors';
import type { Logger } from 'pino';
import { describe, expect, it } from 'vitest';
import { hostLog } from '../../src/log/host-log.js';
import { LogLevels } from '../../src/log/log-levels.js';
import { createLogger, type LoggerOptions } from '../../src/log/logger.js';
import { Redactor } from '../../src/log/redactor.js';

const pluginLog = (logger: Logger) => new LogLevels(logger, { level: 'debug', levels: {} }).pluginLog('oncall');

function setup(options: Partial<LoggerOptions> = {}) {
  const written: string[] = [];
  const redactor = new Redactor();
  redactor.add('hunter22');
  const destination = { write: (text: string) => written.push(text) };
  const logger = createLogger({ level: 'debug', redactor, destination, ...options });
  return { logger, log: hostLog(logger), written, lines: () => written.map((line) => JSON.parse(line)) };
}

describe('the log', () => {
  it('writes one JSON object a line, with the level as a word and the time as a date', () => {
    const { log, written, lines } = setup();
    log.info('started', { port: 8080 });
    expect(written).toHaveLength(1);
    expect(written[0]?.endsWith('}\n')).toBe(true);
    expect(lines()[0]).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      port: 8080,
      msg: 'started',
    });
  });

  it('writes what is at its level or above', () => {
    const { log, lines } = setup({ level: 'warn' });
    log.debug('a');
    log.info('b');
    log.warn('c');
    log.error('d');
    expect(lines().map(({ level, msg }) => [level, msg])).toEqual([
      ['warn', 'c'],
      ['error', 'd'],
    ]);
  });

  it('blanks secrets out of messages, fields, keys and errors', () => {
    const { log, written } = setup();
    log.error('password hunter22', {
      url: 'https://x/hunter22',
      hunter22: 1,
      error: new Error('no hunter22', { cause: new Error('hunter22 again') }),
    });
    expect(written.join('')).not.toContain('hunter22');
    expect(written.join('').split('[secret]').length).toBeGreaterThan(5);
  });

  it('writes errors with message, code and stack, and their causes', () => {
    const { log, lines } = setup();
    const cause = new Error('disk');
    log.error('publish failed', { error: new CodedError(QUEUE_FULL, 'Full.', { cause }), other: new TypeError('odd') });
    expect(lines()[0]).toMatchObject({
      error: {
        message: expect.stringContaining('QUEUE_FULL: Full.'),
        code: 'QUEUE_FULL',
        stack: expect.stringContaining('logger.test'),
        cause: { message: 'disk' },
      },
      other: { message: 'odd', stack: expect.stringContaining('TypeError') },
    });
  });

  it('ends with an error that is its own cause', () => {
    const { log, lines } = setup();
    const error = new Error('round');
    error.cause = error;
    log.error('circle', { error });
    expect(lines()[0].error.message).toBe('round');
  });

  it('serializes errors that the logger itself is given', () => {
    const { logger, lines } = setup();
    logger.error(new Error('direct'));
    expect(lines()[0].err).toMatchObject({ message: 'direct', stack: expect.any(String) });
  });
});

describe("an instance's log", () => {
  it('carries the name of the instance on each line', () => {
    const { logger, lines } = setup();
    pluginLog(logger).info('hello');
    expect(lines()[0]).toMatchObject({ plugin: 'oncall', msg: 'hello' });
  });

  it('does not let a field stand for the name, the level, the time or the message', () => {
    const { logger, written, lines } = setup();
    pluginLog(logger).info('real', { plugin: 'other', level: 'fatal', time: 'never', msg: 'false' });
    expect(lines()[0]).toMatchObject({ plugin: 'oncall', level: 'info', msg: 'real', _plugin: 'other', _msg: 'false' });
    for (const key of ['plugin', 'level', 'time', 'msg']) expect(written[0]?.split(`"${key}":`)).toHaveLength(2);
  });

  it('takes whatever plain JavaScript passes', () => {
    const { logger, lines } = setup();
    const log = pluginLog(logger);
    const circle: Record<string, unknown> = { big: 12n, fn: () => 1, undef: undefined, symbol: Symbol('s') };
    circle.self = circle;
    const throwing = {
      toJSON() {
        throw new Error('no JSON');
      },
    };
    Reflect.apply(log.info, undefined, ['an error for fields', new Error('direct')]);
    Reflect.apply(log.info, undefined, ['a string for fields', 'text']);
    Reflect.apply(log.info, undefined, [{ not: 'a message' }, null]);
    log.info('odd values', { circle, throwing });
    expect(lines()).toMatchObject([
      { msg: 'an error for fields', error: { message: 'direct' } },
      { msg: 'a string for fields', value: 'text' },
      { msg: '[object Object]' },
      { msg: 'odd values' },
    ]);
  });
});

describe('the log for a person', () => {
  it('shows time, level, message and fields', () => {
    const { log, written } = setup({ pretty: true });
    log.warn('the queue is nearly full', { pending: 900 });
    const text = written.join('');
    expect(text).toContain('WARN');
    expect(text).toContain('the queue is nearly full');
    expect(text).toContain('900');
    expect(text).not.toContain('"msg"');
  });

  it('blanks secrets out', () => {
    const { log, written } = setup({ pretty: true });
    log.error('hunter22', { error: new Error('hunter22') });
    expect(written.join('')).not.toContain('hunter22');
    expect(written.join('')).toContain('[secret]');
  });

  it('passes no control characters on from what it is given', () => {
    const { log, written } = setup({ pretty: true });
    const hostile = '\u001b]0;title\u0007 \u009b31m \u007f \b';
    log.info(`message ${hostile}`, { field: hostile, [hostile]: 1, error: new Error(hostile) });
    const text = written.join('');
    // Colours are pino-pretty's own.
    const colours = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');
    expect([...text.replace(colours, '')].filter((c) => /\p{Cc}/u.test(c) && c !== '\n')).toEqual([]);
  });

  it('shows a text that only looks like an escape', () => {
    const { log, written } = setup({ pretty: true });
    log.info('C:\\u0010\\folder');
    expect(written.join('')).toContain('folder');
    expect(written.join('')).toContain('INFO');
  });
});
