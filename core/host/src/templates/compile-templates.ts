import { EVENT_KINDS } from '@headwind/plugin-api';
import { kindsMatching } from '../config/event-patterns.js';
import type { EventTemplates } from '../config/host-config.js';
import type { ConfigPath } from '../config/problem.js';
import { createLiquid } from './liquid.js';
import { parseTemplate } from './parse-template.js';
import { renderTemplate } from './render-template.js';
import type { TemplateFault } from './template-fault.js';
import type { KindTemplates, Template, TemplatesByKind } from './templates-by-kind.js';

/** A mistake in a template. */
export interface WrongTemplate {
  /** Where the template stands below `templates`: `['update_failed', 'facts', 'Team']`. */
  readonly path: ConfigPath;
  readonly text: string;
  readonly fault: TemplateFault;
}

export interface CompiledTemplates {
  /** Without those that have mistakes. */
  readonly templates: TemplatesByKind;
  readonly wrong: readonly WrongTemplate[];
}

/** @param entries by kinds of event or patterns of them, in the order of the file */
export function compileTemplates(entries: Readonly<Record<string, EventTemplates>>): CompiledTemplates {
  const liquid = createLiquid();
  const wrong: WrongTemplate[] = [];

  function compile(path: ConfigPath, text: string | undefined): Template | undefined {
    if (text === undefined) return undefined;
    const result = parseTemplate(liquid, text);
    if ('parsed' in result) {
      return { render: (values) => renderTemplate(liquid, result.parsed, values) };
    }
    wrong.push(...result.faults.map((fault) => ({ path, text, fault })));
    return undefined;
  }

  const templates = new Map<string, KindTemplates>();
  for (const [pattern, { title, text, facts = {} }] of Object.entries(entries)) {
    templates.set(pattern, {
      title: compile([pattern, 'title'], title),
      text: compile([pattern, 'text'], text),
      facts: new Map(
        Object.entries(facts).flatMap(([name, value]) => {
          const template = compile([pattern, 'facts', name], value);
          return template === undefined ? [] : [[name, template] as const];
        }),
      ),
    });
  }
  return { templates: byKind(templates), wrong };
}

function byKind(byPattern: ReadonlyMap<string, KindTemplates>): TemplatesByKind {
  const fitting = EVENT_KINDS.map((kind) => {
    const entries = [...byPattern].filter(([pattern]) => kindsMatching(pattern).includes(kind));
    return [kind, entries.map(([, templates]) => templates)] as const;
  });
  const given = fitting.filter(([, entries]) => entries.length > 0);
  return new Map(given.map(([kind, entries]) => [kind, entries.reduce(overridden)]));
}

/** A template that stands further down in the file goes before one that stands further up. */
function overridden(upper: KindTemplates, lower: KindTemplates): KindTemplates {
  return {
    title: lower.title ?? upper.title,
    text: lower.text ?? upper.text,
    facts: new Map([...upper.facts, ...lower.facts]),
  };
}
