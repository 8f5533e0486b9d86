import type { PluginPackage } from '@headwind/plugin-loader/plugin-package';
import { printableLine } from './printable.js';
import type { VerifiedStep } from './verify-plugin.js';

/** As wide as the widest of the results. Characters. */
const RESULT_WIDTH = 'not applicable'.length;

/** What came of one step: a line, and below it what is wrong and what to do. */
export function stepText(step: VerifiedStep): string {
  const line = `${step.result.padEnd(RESULT_WIDTH)}  ${step.name}`;
  switch (step.result) {
    case 'passed':
      return `${line}\n`;
    case 'failed': {
      const found = step.code === undefined ? step.found : `${step.code}: ${step.found}`;
      return `${line}\n${indented(found)}${indented(step.remedy)}`;
    }
    default:
      return `${line}: ${printableLine(step.because)}\n`;
  }
}

/** How it ended, in one line. */
export function verdictText({ name, version }: PluginPackage, steps: readonly VerifiedStep[]): string {
  const failed = steps.filter(({ result }) => result === 'failed').map((step) => `"${step.name}"`);
  const passed = steps.filter(({ result }) => result === 'passed');
  const who = printableLine(`${name} ${version}`);
  if (failed.length > 0) return `\n${who} fails: ${failed.join(', ')}\n`;
  return `\n${who} conforms: ${passed.length} steps passed\n`;
}

function indented(text: string): string {
  return `${' '.repeat(RESULT_WIDTH + 2)}${printableLine(text)}\n`;
}
