import { inspect } from 'node:util';
import { EVENT_KINDS, type Health, type PluginKind, type PluginRoute } from '@headwind/plugin-api';
import { within } from '@headwind/plugin-loader/time-limit';
import { eventOf } from '../../events.js';
import { replyWith, reset } from '../../scripted-answer.js';
import type { Responder } from '../../scripted-http.js';
import { tracesOf } from '../canaries.js';
import { CapturedOutput } from '../captured-output.js';
import { ConformanceFault, NotApplicable } from '../conformance-fault.js';
import { type ConformanceStep, EVERY_KIND } from '../conformance-step.js';
import { channelOf, deliverIn } from '../delivery-trial.js';
import { recordsOfEveryType } from '../observed-records.js';
import { startPublishing } from '../publishing-source.js';
import type { Subject, TriedSettings } from '../subject.js';
import { startTrial, type Trial } from '../trial.js';

/** Something that a plugin says, and where it says it. */
interface Said {
  readonly where: string;
  readonly text: string;
}

export const noSecretStep: ConformanceStep = {
  name: 'no secret shows in what it says',
  kinds: EVERY_KIND,
  starts: true,
  async run(subject) {
    const canaries = await subject.settingsWithCanaries('one');
    if (canaries.secrets.length === 0) throw new NotApplicable('the configuration it is tried with has no secret');
    const { kind } = await subject.manifest();
    const traces = canaries.secrets.flatMap(tracesOf);
    for (const said of await everythingSaid(subject, kind, canaries)) {
      if (traces.some((trace) => said.text.includes(trace))) throw new ConformanceFault(faultIn(said.where), REMEDY);
    }
  },
};

const REMEDY =
  'Name a receiver by its host alone, and leave out what the schema marks writeOnly; blankOut and credentialParts of the contract help.';

function faultIn(where: string): string {
  return `A secret of the configuration stands in ${where}. Expected none.`;
}

async function everythingSaid(subject: Subject, kind: PluginKind, canaries: TriedSettings): Promise<Said[]> {
  const output = new CapturedOutput();
  try {
    const plugin = await subject.plugin();
    const warnings = plugin.warnings?.(canaries.settings, () => true) ?? [];
    const said = [{ where: 'its warnings', text: textOf(warnings) }, ...(await saidInTrials(subject, kind, canaries))];
    return [...said, { where: 'what it prints', text: output.text }];
  } finally {
    output.end();
  }
}

async function saidInTrials(subject: Subject, kind: PluginKind, settings: TriedSettings): Promise<Said[]> {
  if (kind === 'source') return saidIn((await startPublishing(subject, { settings })).trial, subject);
  if (kind === 'observer') return saidIn(await startTrial(subject, { settings }), subject);
  const { reply } = await subject.acceptance();
  const replies: readonly Responder[] = [
    reply,
    () => replyWith(400),
    () => replyWith(401),
    () => replyWith(500),
    reset,
  ];
  const said: Said[] = [];
  for (const each of replies)
    said.push(...(await saidIn(await startTrial(subject, { settings, reply: each }), subject)));
  return said;
}

async function saidIn(trial: Trial, subject: Subject): Promise<Said[]> {
  const { settleMs } = subject.limits;
  const said: Said[] = [];
  if (trial.created.kind === 'channel') {
    const { preview } = channelOf(trial);
    for (const kind of EVENT_KINDS) {
      const { result } = await deliverIn(trial, kind, settleMs);
      if (result.type === 'thrown') said.push({ where: `the error thrown for ${kind}`, text: textOf(result.error) });
      else said.push({ where: `the outcome of ${kind}`, text: textOf(result) });
      const shown = preview && (await attempted(() => channelOf(trial).preview?.(eventOf(kind)), settleMs));
      said.push({ where: `the preview of ${kind}`, text: textOf(shown) });
    }
  } else if (trial.created.kind === 'observer') {
    const { instance } = trial.created;
    for (const record of recordsOfEveryType()) {
      const thrown = await attempted(() => instance.observe(record), settleMs);
      said.push({ where: `what observe throws for a record of type ${record.type}`, text: textOf(thrown) });
    }
  }
  for (const route of trial.created.instance.routes ?? []) {
    const answer = await attempted(() => answerOf(route), settleMs);
    said.push({ where: `the answer to ${route.method} ${route.path}`, text: textOf(answer) });
  }
  const health = await attempted<Health | undefined>(() => trial.created.instance.health?.(), settleMs);
  const stopped = await attempted(() => trial.stop(), settleMs);
  return [
    ...said,
    { where: 'its health', text: textOf(health) },
    { where: 'the error that stop throws', text: textOf(stopped) },
    { where: 'an event that it publishes', text: textOf(trial.published) },
    ...trial.log.map(({ message, fields }) => ({
      where: `its log, at "${message.slice(0, 60)}"`,
      text: `${message} ${textOf(fields)}`,
    })),
  ];
}

/** What a route shows to whoever asks. */
async function answerOf(route: PluginRoute): Promise<unknown> {
  const { method, path } = route;
  const response = await route.handle(new Request(new URL(path, 'http://localhost'), { method }));
  const { status, statusText, headers } = response;
  return { status, statusText, headers: [...headers], body: await response.text() };
}

/** What came of it, or what it threw. */
async function attempted<T>(work: () => T | Promise<T>, limitMs: number): Promise<unknown> {
  try {
    return await within(limitMs, () => new Error('it did not end'), work);
  } catch (error) {
    return error;
  }
}

/** All of it: the messages, stacks and causes of errors, and what is hidden deep inside. */
function textOf(value: unknown): string {
  return inspect(value, {
    depth: 20,
    maxStringLength: null,
    maxArrayLength: null,
    breakLength: Number.POSITIVE_INFINITY,
  });
}
