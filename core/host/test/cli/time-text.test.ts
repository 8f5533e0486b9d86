import { expect, it } from 'vitest';
import { timeText } from '../../src/cli/time-text.js';
import { FakeTerminal } from './fake-terminal.js';

const NOW = Date.parse('2025-11-06T10:30:00.000Z');
const { stdout: screen } = new FakeTerminal({ isTTY: true });
const { stdout: pipe } = new FakeTerminal();

it.each([
  ['2025-11-06T10:29:59.500Z', 'now'],
  ['2025-11-06T10:29:50.000Z', '10 s ago'],
  ['2025-11-06T10:28:01.000Z', '119 s ago'],
  ['2025-11-06T10:28:00.000Z', '2 min ago'],
  ['2025-11-06T08:31:00.000Z', '119 min ago'],
  ['2025-11-06T08:30:00.000Z', '2 h ago'],
  ['2025-11-01T10:30:00.000Z', '5 d ago'],
  ['2025-11-06T10:30:20.000Z', 'in 20 s'],
  ['no time', 'no time'],
  [undefined, '-'],
])('on a terminal, %s is %s', (time, words) => {
  expect(timeText(time, screen, NOW)).toBe(words);
});

it('elsewhere a time stays as it is', () => {
  expect(timeText('2025-11-06T10:29:50.000Z', pipe, NOW)).toBe('2025-11-06T10:29:50.000Z');
});
