import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isCodedError } from '@headwind/bus/coded-error';
import { PLUGIN_NOT_FOUND } from '@headwind/plugin-loader/errors';
import { findPlugin } from '@headwind/plugin-loader/find-plugin';
import type { PluginPackage } from '@headwind/plugin-loader/plugin-package';
import { readPackage } from '@headwind/plugin-loader/plugin-package';
import type { Conformance, StepResult } from '@headwind/plugin-testkit/conformance';
import { pluginOrigin } from '../plugins/plugin-origin.js';
import { type ExitCode, FAILED, OK } from './exit-code.js';
import { printableJson } from './printable.js';
import { UsageError } from './report-error.js';
import { settingsFromFile } from './settings-file.js';
import type { Terminal } from './terminal.js';
import { stepText, verdictText } from './verify-report.js';

export interface VerifyFlags {
  /** A file with the configuration to try it with. */
  readonly settings?: string;
  readonly start: boolean;
  readonly json?: boolean;
}

/** A step by its name, and what came of it. */
export type VerifiedStep = { readonly name: string } & StepResult;

/** Runs the conformance suite on one plugin. The test kit is imported here alone, so that no other command waits for it. */
export async function verifyPlugin(
  target: string,
  { settings, start, json = false }: VerifyFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const found = await packageOf(target, terminal);
  const config = settings === undefined ? undefined : await settingsFromFile(settings, terminal);
  const { Conformance } = await import('@headwind/plugin-testkit/conformance');
  const conformance = new Conformance(found.folder, { canStart: start, ...(config !== undefined && { config }) });
  const steps: VerifiedStep[] = [];
  for await (const step of verified(conformance, terminal)) {
    steps.push(step);
    if (!json) terminal.stdout.write(stepText(step));
  }
  const passed = steps.every(({ result }) => result === 'passed' || result === 'not applicable');
  const { name, version } = found;
  terminal.stdout.write(
    json ? `${printableJson({ package: name, version, passed, steps })}\n` : verdictText(found, steps),
  );
  return passed ? OK : FAILED;
}

/** Every step in its order; what nobody catches meanwhile is laid to the step that is under way. */
async function* verified(conformance: Conformance, { faults }: Terminal): AsyncGenerator<VerifiedStep> {
  const { CONFORMANCE_STEPS } = await import('@headwind/plugin-testkit/conformance-steps');
  const blame = (error: unknown): void => conformance.uncaught(error);
  faults.on('uncaughtException', blame);
  faults.on('unhandledRejection', blame);
  try {
    for (const step of CONFORMANCE_STEPS) yield { name: step.name, ...(await conformance.run(step)) };
  } finally {
    faults.off('uncaughtException', blame);
    faults.off('unhandledRejection', blame);
  }
}

/** A folder with a package.json, or else a package by its name. */
async function packageOf(target: string, { env, cwd }: Terminal): Promise<PluginPackage> {
  const folder = resolve(cwd, target);
  const isFolder = await stat(folder).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  const found = isFolder ? await readPackage(folder) : undefined;
  if (found !== undefined) return found;
  try {
    return await findPlugin(target, pluginOrigin(cwd, { env, cwd }));
  } catch (error) {
    if (isCodedError(error) && error.code === PLUGIN_NOT_FOUND.code) throw new UsageError(error.message);
    throw error;
  }
}
