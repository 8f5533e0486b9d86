/** A request between the threads: its body is read before it goes. */
export interface RequestData {
  readonly url: string;
  readonly method: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array | undefined;
  readonly redirect: Request['redirect'];
}

/** All of an answer but its body, which is read piece by piece. */
export interface ResponseHead {
  readonly url: string;
  readonly redirected: boolean;
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly (readonly [string, string])[];
  /** The number of its body; undefined where it has none. */
  readonly body: number | undefined;
}

/** An answer with its whole body. */
export interface ResponseData {
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array | undefined;
}

export async function requestData(request: Request): Promise<RequestData> {
  const { url, method, redirect } = request;
  const body = request.body === null ? undefined : new Uint8Array(await request.arrayBuffer());
  return { url, method, headers: [...request.headers], body, redirect };
}

export function requestOf({ url, method, headers, body, redirect }: RequestData, signal: AbortSignal): Request {
  return new Request(url, {
    method,
    headers: headers.map(([name, value]): [string, string] => [name, value]),
    redirect,
    signal,
    ...(body !== undefined && { body: Buffer.from(body) }),
  });
}

export async function responseData(response: Response): Promise<ResponseData> {
  const { status, statusText } = response;
  const body = response.body === null ? undefined : new Uint8Array(await response.arrayBuffer());
  return { status, statusText, headers: [...response.headers], body };
}

export function responseOf({ status, statusText, headers, body }: ResponseData): Response {
  return responseWith(body === undefined ? null : Buffer.from(body), { status, statusText, headers });
}

/** A body in pieces, as they come. */
export function responseOfHead(head: ResponseHead, body: ReadableStream<Uint8Array> | null): Response {
  const { url, redirected } = head;
  // A Response that is not made by the engine itself knows neither.
  return Object.defineProperties(responseWith(body, head), { url: { value: url }, redirected: { value: redirected } });
}

function responseWith(
  body: ConstructorParameters<typeof Response>[0],
  { status, statusText, headers }: Pick<ResponseHead, 'status' | 'statusText' | 'headers'>,
): Response {
  return new Response(body, {
    status,
    statusText,
    headers: headers.map(([name, value]): [string, string] => [name, value]),
  });
}
