import { isCodedError } from '@headwind/bus/coded-error';
import type { PluginKind } from '@headwind/plugin-api';
import { firstLine } from '@headwind/plugin-loader/first-line';
import { CapturedOutput } from './captured-output.js';
import { ConformanceFault, NotApplicable } from './conformance-fault.js';
import type { ConformanceOptions } from './conformance-options.js';
import type { ConformanceStep } from './conformance-step.js';
import { CONFORMANCE_STEPS } from './conformance-steps.js';
import { Subject } from './subject.js';

/** What came of one step. */
export type StepResult =
  | { readonly result: 'passed' }
  /** The plugin does not have, or does not do, what the step is about. */
  | { readonly result: 'not applicable'; readonly because: string }
  /** What was found, and the code where it is an error of the table; what was expected; what to do. */
  | { readonly result: 'failed'; readonly code?: string; readonly found: string; readonly remedy: string }
  /** A step before it failed without which it cannot be tried. */
  | { readonly result: 'not reached'; readonly because: string };

/**
 * The conformance suite over one plugin. It runs the loader that the host runs, and reaches no network but where the
 * plugin itself does not use `ctx.http`.
 */
export class Conformance {
  readonly #subject: Subject;
  readonly #results = new Map<ConformanceStep, Promise<StepResult>>();
  readonly #uncaught: unknown[] = [];

  /** @param folder that of the package, absolute; it is built */
  constructor(folder: string, options: ConformanceOptions = {}) {
    this.#subject = new Subject(folder, options);
  }

  /** The steps that are expected of a plugin of its kind; all of them where that is not known. */
  async steps(): Promise<readonly ConformanceStep[]> {
    const kind = await this.#kind();
    return CONFORMANCE_STEPS.filter(({ kinds }) => kind === undefined || kinds.includes(kind));
  }

  /** Runs a step, and before it those without which it cannot be tried; each once. Never rejects. */
  run(step: ConformanceStep): Promise<StepResult> {
    const result = this.#results.get(step) ?? this.#run(step);
    this.#results.set(step, result);
    return result;
  }

  /** An error that nobody caught, which whoever owns the process has been told: the step under way fails. */
  uncaught(error: unknown): void {
    this.#uncaught.push(error);
  }

  async #run(step: ConformanceStep): Promise<StepResult> {
    const kind = await this.#kind();
    if (kind !== undefined && !step.kinds.includes(kind)) {
      return {
        result: 'not applicable',
        because: `it is expected of ${step.kinds.map((each) => `${each}s`).join(' and ')}`,
      };
    }
    for (const gate of (await this.steps()).filter((each) => each.isGate === true && isBefore(each, step))) {
      const { result } = await this.run(gate);
      if (result === 'failed' || result === 'not reached') return { result: 'not reached', because: failureOf(gate) };
    }
    if (step.starts === true && this.#subject.options.canStart === false) {
      return { result: 'not applicable', because: 'what its start connects to is not here' };
    }
    this.#uncaught.length = 0;
    const result = await this.#outcomeOf(step);
    // Node tells of a promise that was left alone a turn later.
    await new Promise((resolve) => setImmediate(resolve));
    const [error] = this.#uncaught;
    const told = this.#uncaught.length === 0 || result.result === 'failed' ? result : uncaughtResult(error);
    return told.result === 'failed' ? { ...told, found: this.#subject.redact(told.found) } : told;
  }

  /** Undefined where the manifest does not say it. */
  async #kind(): Promise<PluginKind | undefined> {
    return this.#subject.manifest().then(
      ({ kind }) => kind,
      () => undefined,
    );
  }

  async #outcomeOf(step: ConformanceStep): Promise<StepResult> {
    const output = new CapturedOutput();
    try {
      await step.run(this.#subject);
      return { result: 'passed' };
    } catch (error) {
      if (error instanceof NotApplicable) return { result: 'not applicable', because: error.message };
      if (error instanceof ConformanceFault) return { result: 'failed', found: error.found, remedy: error.remedy };
      if (isCodedError(error)) {
        return { result: 'failed', code: error.code, found: error.found, remedy: error.remedy };
      }
      return { result: 'failed', found: `It failed: ${firstLine(error)}.`, remedy: UNEXPECTED };
    } finally {
      output.end();
    }
  }
}

const UNEXPECTED = 'Find out in which of its functions that happens.';

function uncaughtResult(error: unknown): StepResult {
  return {
    result: 'failed',
    found: `An error was thrown that nobody caught, or a promise left alone: ${firstLine(error)}.`,
    remedy: 'Wait for every promise, and catch what timers and listeners throw: it would end the host.',
  };
}

function isBefore(one: ConformanceStep, other: ConformanceStep): boolean {
  return CONFORMANCE_STEPS.indexOf(one) < CONFORMANCE_STEPS.indexOf(other);
}

function failureOf(gate: ConformanceStep): string {
  return `"${gate.name}" failed`;
}

/** A failure in full, on one line. */
export function failureText({ code, found, remedy }: Extract<StepResult, { readonly result: 'failed' }>): string {
  return `${code === undefined ? '' : `${code}: `}${found} ${remedy}`;
}
