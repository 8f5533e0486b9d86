import { messageOf } from '@headwind/bus/coded-error';
import type { Liquid, Template as LiquidTemplate } from 'liquidjs';
import { LONGEST_TEMPLATE } from './limits.js';
import { TAGS_WITH_FILES } from './liquid.js';
import { quoted, type TemplateFault, unknownName } from './template-fault.js';
import { variableFault } from './variable-fault.js';

export type ParsedTemplate = { readonly parsed: LiquidTemplate[] } | { readonly faults: readonly TemplateFault[] };

/** Reads a template and finds what is wrong with it, unknown filters, tags and variables included. */
export function parseTemplate(liquid: Liquid, text: string): ParsedTemplate {
  if (text.length > LONGEST_TEMPLATE) {
    const found = `a template of ${text.length} characters`;
    return { faults: [{ found, expected: `up to ${LONGEST_TEMPLATE}` }] };
  }
  try {
    const parsed = liquid.parse(text);
    const faults = variableFaults(liquid, parsed);
    return faults.length > 0 ? { faults } : { parsed };
  } catch (error) {
    return { faults: [syntaxFault(liquid, messageOf(error))] };
  }
}

/** Each wrong variable once, however often the template uses it. */
function variableFaults(liquid: Liquid, parsed: LiquidTemplate[]): TemplateFault[] {
  const used = Object.values(liquid.analyzeSync(parsed).globals).flat();
  const distinct = new Map(used.map((variable) => [variable.toString(), variable]));
  return [...distinct.values()].flatMap((variable) => variableFault(variable) ?? []);
}

/** Tags inside of others: LiquidJS knows them only where the other is open. */
const INNER_TAG = /^(?:else|elsif|when|end.*)$/;

/** LiquidJS tells its errors apart by their words alone. */
function syntaxFault(liquid: Liquid, message: string): TemplateFault {
  const filter = /^undefined filter: ([^,\s]+)/.exec(message)?.[1];
  if (filter !== undefined) {
    const expected = 'a filter of LiquidJS (https://liquidjs.com/filters/overview.html)';
    return unknownName(`the filter \`${quoted(filter)}\``, filter, Object.keys(liquid.filters), expected);
  }
  const tag = /^tag "(.+?)" not found/.exec(message)?.[1];
  if (tag !== undefined) {
    const found = `the tag \`${quoted(tag)}\``;
    if (INNER_TAG.test(tag)) return { found, expected: 'the tag that it belongs to before it' };
    const tags = Object.keys(liquid.tags);
    const expected = `one of ${tags.join(', ')}`;
    if (TAGS_WITH_FILES.includes(tag)) return { found: `${found}, which is left out because it reads files`, expected };
    return unknownName(found, tag, tags, expected);
  }
  const [, fault = message, line, column] = /^(.*), line:(\d+), col:(\d+)/s.exec(message) ?? [];
  const place = line === undefined ? '' : ` (line ${line}, column ${column} of the template)`;
  return { found: `a template that is not Liquid: ${quoted(fault)}${place}`, expected: EXPECTED };
}

const EXPECTED = 'a text with {{ variables }} and {% tags %}, such as "{{ workload.name }} failed"';
