import { describe, expect, it } from 'vitest';
import { hostLog } from '../../src/log/host-log.js';
import { linesTo } from '../../src/log/lines-to-log.js';
import { createLogger } from '../../src/log/logger.js';
import { Redactor } from '../../src/log/redactor.js';
import { recordedLog } from '../plugins/recorded-log.js';

function setup(...secrets: string[]) {
  const theirs = recordedLog();
  const redactor = new Redactor();
  for (const secret of secrets) redactor.add(secret);
  const log = hostLog(createLogger({ level: 'debug', redactor, destination: linesTo(theirs) }));
  return { log, lines: theirs.lines };
}

describe("somebody else's log", () => {
  it('gets level, message and fields, without secrets', () => {
    const { log, lines } = setup('hunter22');
    log.debug('one');
    log.info('two hunter22', { url: 'https://x/hunter22' });
    log.warn('three');
    log.error('four', { error: new Error('no hunter22') });
    expect(lines).toEqual([
      { level: 'debug', message: 'one', fields: {} },
      { level: 'info', message: 'two [secret]', fields: { url: 'https://x/[secret]' } },
      { level: 'warn', message: 'three', fields: {} },
      { level: 'error', message: 'four', fields: { error: expect.objectContaining({ message: 'no [secret]' }) } },
    ]);
  });

  it('gets a line as it is where a secret is a part of its form, and as a warning where it is the level', () => {
    const broken = setup('"msg":');
    broken.log.error('one');
    expect(broken.lines).toEqual([{ level: 'warn', message: expect.stringContaining('[secret]"one"}'), fields: {} }]);
    const blanked = setup('error');
    blanked.log.error('one');
    expect(blanked.lines).toEqual([{ level: 'warn', message: 'one', fields: {} }]);
  });

  it('may throw', () => {
    const fail = () => {
      throw new Error('full');
    };
    const output = linesTo({ debug: fail, info: fail, warn: fail, error: fail });
    expect(() => output.write('{"level":"info","msg":"one"}\n')).not.toThrow();
  });
});
