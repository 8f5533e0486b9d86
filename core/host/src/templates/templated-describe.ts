import {
  type Describe,
  type Description,
  describe,
  type EventKind,
  type Fact,
  fitText,
  type PluginLog,
} from '@headwind/plugin-api';
import { GuardedTemplate } from './guarded-template.js';
import { LONGEST_OUTPUT } from './limits.js';
import { valuesOf } from './template-variables.js';
import type { KindTemplates, Template, TemplatesByKind } from './templates-by-kind.js';

/**
 * `describe` as one instance sees it: with the configuration's templates applied. A template that fails leaves the default
 * of its field in place, and is told in the instance's log.
 *
 * @param templates none where left out
 */
export function describeWith(templates: TemplatesByKind = new Map(), log: PluginLog): Describe {
  const guarded = new Map([...templates].map(([kind, each]) => [kind, guardedTemplates(each, kind, log)]));
  return (event) => {
    const plain = describe(event);
    const given = guarded.get(event.kind);
    if (given === undefined) return plain;
    const render = (template: GuardedTemplate | undefined) => template?.render(valuesOf(event, plain));
    const title = oneLine(render(given.title) ?? '');
    const text = render(given.text) ?? '';
    const facts = new Map([...given.facts].map(([name, template]) => [name, render(template)]));
    return { ...plain, ...worded(plain, title, text), facts: replaced(plain.facts, facts) };
  };
}

interface GuardedTemplates {
  readonly title: GuardedTemplate | undefined;
  readonly text: GuardedTemplate | undefined;
  readonly facts: ReadonlyMap<string, GuardedTemplate>;
}

function guardedTemplates({ title, text, facts }: KindTemplates, kind: EventKind, log: PluginLog): GuardedTemplates {
  const guard = (template: Template, field: string) => new GuardedTemplate(template, kind, field, log);
  return {
    title: title && guard(title, 'title'),
    text: text && guard(text, 'text'),
    facts: new Map([...facts].map(([name, template]) => [name, guard(template, `facts.${name}`)])),
  };
}

/** Title and text where there are any, and a summary that says the same. */
function worded(plain: Description, title: string, text: string): Partial<Description> {
  if (title === '' && text === '') return {};
  const heading = title === '' ? plain.title : title;
  // A summary begins with the title.
  const rest = text === '' ? plain.summary.slice(plain.title.length) : `: ${oneLine(text.split('\n', 1)[0] ?? '')}`;
  return {
    title: heading,
    summary: fitText(`${heading}${rest}`, LONGEST_OUTPUT),
    ...(text !== '' && { text }),
  };
}

/** @param given undefined for a fact whose template failed */
function replaced(plain: readonly Fact[], given: ReadonlyMap<string, string | undefined>): Fact[] {
  const names = new Set(plain.map(({ name }) => name));
  const kept = plain.map(({ name, value }) => ({ name, value: given.get(name) ?? value }));
  const added = [...given].flatMap(([name, value = '']) => (names.has(name) ? [] : [{ name, value }]));
  return [...kept, ...added].filter(({ value }) => value !== '');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
