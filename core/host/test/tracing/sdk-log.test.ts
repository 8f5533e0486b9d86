import { describe, expect, it } from 'vitest';
import { sdkLog } from '../../src/tracing/sdk-log.js';

type Line = readonly [level: string, fields: unknown];

function testLog() {
  const lines: Line[] = [];
  const at = (level: string) => (_message: string, fields?: unknown) => void lines.push([level, fields]);
  let now = 0;
  const log = sdkLog({ debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }, () => now);
  const pass = (seconds: number): void => {
    now += seconds * 1000;
  };
  return { lines, log, pass };
}

describe("the SDK's log", () => {
  it('warns of trouble once a minute', () => {
    const { lines, log, pass } = testLog();
    log.error('refused');
    log.error('refused');
    pass(59);
    log.warn('refused');
    expect(lines).toEqual([['warn', { error: 'refused' }]]);
    pass(1);
    log.error('reset');
    expect(lines.slice(1)).toEqual([['warn', { error: 'reset' }]]);
  });

  it('takes the message out of an error in JSON, and keeps it short', () => {
    const { lines, log, pass } = testLog();
    log.error(JSON.stringify({ message: 'connect ECONNREFUSED', stack: 'Error: …' }));
    pass(60);
    log.error(JSON.stringify(['x'.repeat(1000)]));
    const [, long] = lines;
    expect(lines[0]).toEqual(['warn', { error: 'connect ECONNREFUSED' }]);
    expect(long?.[1]).toEqual({ error: `["${'x'.repeat(298)}` });
  });

  it('says everything else as debug', () => {
    const { lines, log } = testLog();
    log.info('one');
    log.debug('two');
    log.verbose('three');
    expect(lines).toEqual(['one', 'two', 'three'].map((detail) => ['debug', { detail }]));
  });
});
