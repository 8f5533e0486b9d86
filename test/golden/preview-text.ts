/** Of a user agent: it changes with every release. */
const VERSION = /(?<=Headwind-Notifications\/)\d+\.\d+\.\d+\S*/g;

/** What a channel would send, as HTTP is written down, its JSON indented: to be read in a review. */
export function previewText(preview: unknown): string {
  if (preview === undefined) return '(nothing is sent)\n';
  const requests = Array.isArray(preview) ? preview : [preview];
  return requests.map(requestText).join('\n').replace(VERSION, '<version>');
}

function requestText(request: unknown): string {
  if (typeof request === 'string') return `${indented(request.trim())}\n`;
  const { method, url, headers, json, body }: Partial<Record<string, unknown>> = Object(request);
  const head = [`${method} ${url}`, ...Object.entries(Object(headers)).map(([name, value]) => `${name}: ${value}`)];
  return `${head.join('\n')}\n\n${body === undefined ? JSON.stringify(json, undefined, 2) : indented(String(body))}\n`;
}

function indented(json: string): string {
  return JSON.stringify(JSON.parse(json), undefined, 2);
}
