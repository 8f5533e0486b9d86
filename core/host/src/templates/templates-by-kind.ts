import type { EventKind } from '@headwind/plugin-api';

/** What a template gave, or why it failed: a reason that quotes the template and never a value of the event. */
export type Rendered = { readonly text: string } | { readonly failure: string; readonly tookTooLong: boolean };

/** One template, ready to be used. */
export interface Template {
  /** @param values of the variables */
  render(values: object): Rendered;
}

/** What is given in place of the default words, for one kind of event. */
export interface KindTemplates {
  readonly title: Template | undefined;
  readonly text: Template | undefined;
  /** By the fact's name, in the order of the file. */
  readonly facts: ReadonlyMap<string, Template>;
}

/** For each kind that has any: of every field, the last template in the file that fits the kind. */
export type TemplatesByKind = ReadonlyMap<EventKind, KindTemplates>;
