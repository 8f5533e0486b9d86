import { z } from 'zod';
import { printableJson, printableLine, printableText } from './printable.js';

/** `RequestPreview` of the contract, as a plugin in plain JavaScript may have got it wrong too. */
const requestSchema = z.object({
  method: z.string(),
  url: z.string(),
  headers: z.record(z.string(), z.string()).optional(),
  json: z.unknown().optional(),
  body: z.string().optional(),
});

type ShownRequest = z.infer<typeof requestSchema>;

/**
 * What a plugin's preview gives, for a person: requests as HTTP writes them, text as it is, anything else as JSON.
 *
 * @returns undefined when nothing would be sent
 */
export function previewText(preview: unknown): string | undefined {
  if (preview === undefined || preview === null) return undefined;
  if (typeof preview === 'string') return printableText(preview).trimEnd();
  const list: readonly unknown[] = Array.isArray(preview) ? preview : [preview];
  if (list.length === 0) return undefined;
  const requests = z.array(requestSchema).safeParse(list);
  return requests.success ? requests.data.map(requestText).join('\n\n') : printableJson(preview);
}

function requestText(request: ShownRequest): string {
  const lines = [`${request.method} ${request.url}`, ...headersOf(request)].map(printableLine);
  const body = bodyText(request);
  return body === undefined ? lines.join('\n') : [...lines, '', body].join('\n');
}

/** The host adds the type of a JSON body where the plugin does not. */
function headersOf({ headers = {}, json }: ShownRequest): string[] {
  const given = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const hasType = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  return json === undefined || hasType ? given : ['content-type: application/json', ...given];
}

/** JSON that goes out on one line is indented, to be read. */
function bodyText({ json, body }: ShownRequest): string | undefined {
  if (json !== undefined) return printableJson(json);
  if (body === undefined) return undefined;
  const parsed = parseJson(body);
  return parsed === undefined ? printableText(body) : printableJson(parsed);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
