import type { HttpPost, HttpReply, PluginHttp } from '@headwind/plugin-api';

/** As `http.post` has it: what is longer of an answer is cut off, and its connection closed. Bytes. */
const BODY_LIMIT = 65_536;

/** As `http.post`, with the method PUT: no redirects, and a bounded answer. */
export async function put(http: PluginHttp, url: string, { headers, json, signal }: HttpPost): Promise<HttpReply> {
  const response = await http.fetch(url, {
    method: 'PUT',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(json),
    redirect: 'manual',
    ...(signal !== undefined && { signal }),
  });
  const text = await startOf(response);
  return { status: response.status, header: (name) => response.headers.get(name) ?? undefined, text };
}

async function startOf({ body }: Response): Promise<string> {
  if (body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop cancels the body, which closes the connection.
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= BODY_LIMIT) break;
  }
  return Buffer.concat(chunks).subarray(0, BODY_LIMIT).toString('utf8');
}
