import type { HttpPost, HttpReply, PluginHttp } from '@headwind/plugin-api';

/** As `http.post`, with the method PUT. */
export async function put(http: PluginHttp, url: string, { headers, json, signal }: HttpPost): Promise<HttpReply> {
  const response = await http.fetch(url, {
    method: 'PUT',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(json),
    redirect: 'manual',
    ...(signal !== undefined && { signal }),
  });
  const text = await response.text();
  return { status: response.status, header: (name) => response.headers.get(name) ?? undefined, text };
}
