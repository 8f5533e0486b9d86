import { Presets, SingleBar } from 'cli-progress';
import { numberText } from './count-text.js';
import type { Output } from './terminal.js';

/** Where there is no terminal, a line is written each time so many more are done. */
const LINE_EVERY = 1_000;

/** Shows how far a long command is. */
export interface Progress {
  /** So many are done now, altogether. */
  update(done: number): void;
  stop(): void;
}

/**
 * A bar on a terminal, and lines elsewhere.
 *
 * @param done the word for what is done: `replayed`
 * @param total as was counted beforehand; it grows when more is done
 */
export function showProgress(done: string, total: number, output: Output): Progress {
  return output.isTTY === true ? bar(done, total, output) : lines(done, total, output);
}

function bar(done: string, total: number, stream: Output): Progress {
  const format = `${done} {value} of {total} {bar} {percentage}%, {eta_formatted} left`;
  const formatValue = (value: number, _: unknown, type: string): string =>
    type === 'value' || type === 'total' ? numberText(value) : String(value);
  const single = new SingleBar({ stream, format, formatValue, barsize: 24 }, Presets.legacy);
  single.start(total, 0);
  return {
    update: (count) => {
      if (count > single.getTotal()) single.setTotal(count);
      single.update(count);
    },
    stop: () => single.stop(),
  };
}

function lines(done: string, total: number, output: Output): Progress {
  let written = 0;
  return {
    update: (count) => {
      if (count < written + LINE_EVERY) return;
      written = count - (count % LINE_EVERY);
      output.write(`${done} ${numberText(count)} of ${numberText(Math.max(total, count))}\n`);
    },
    stop: () => undefined,
  };
}
