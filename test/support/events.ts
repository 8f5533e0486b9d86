/** The specification's example payload, word for word. */
export const EXAMPLE_PAYLOAD = {
  event: 'update_completed',
  timestamp: '2025-11-06T10:30:00Z',
  deployment: {
    name: 'nginx',
    namespace: 'production',
    currentImage: 'nginx:1.25.0',
    newImage: 'nginx:1.26.0',
    container: 'nginx',
  },
  policy: 'minor',
  requiresApproval: true,
  updateRequestName: 'nginx-update-1-26-0',
};

export function post(
  address: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return fetch(`${address}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}
