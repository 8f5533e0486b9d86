import { z } from 'zod';

/** How long the host may take to answer. Milliseconds. */
const TIMEOUT_MS = 30_000;

const acceptedSchema = z.object({ events: z.array(z.object({ id: z.string(), duplicate: z.boolean() })) });

const problemSchema = z.object({
  code: z.string(),
  detail: z.string(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});

/** What the host says: the events it stored, or in words why it did not. */
export type PostReply = z.infer<typeof acceptedSchema> | { readonly refusal: string };

/** Posts a body of JSON to `/v1/events` of a host. */
export async function postEvents(url: URL, body: string, token: string | undefined): Promise<PostReply> {
  const headers = {
    'content-type': 'application/json',
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const reply = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
    return await readReply(url, reply);
  } catch (error) {
    return { refusal: whyUnreachable(url, error) };
  }
}

async function readReply(url: URL, reply: Response): Promise<PostReply> {
  const content = parseJson(await reply.text());
  if (reply.status === 202) {
    const accepted = acceptedSchema.safeParse(content);
    if (accepted.success) return accepted.data;
  }
  const problem = problemSchema.safeParse(content);
  if (!problem.success) {
    return {
      refusal: `${url.origin} answered HTTP ${reply.status}, and not as a Headwind host does. Correct --url or HEADWIND_URL.`,
    };
  }
  const { code, detail, errors = [] } = problem.data;
  const fields = errors.length > 1 ? errors.map((each) => `\n  ${each.pointer || '(the whole)'}: ${each.detail}`) : [];
  const wait = reply.headers.get('retry-after');
  const again = wait === null ? '' : ` Try again in ${wait} s.`;
  return { refusal: `HTTP ${reply.status} ${code}: ${detail}${again}${fields.join('')}` };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function whyUnreachable(url: URL, error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') {
    return `${url.origin} did not answer within ${TIMEOUT_MS / 1000} seconds. The event may be stored all the same: give it an --id, and sending it again does no harm.`;
  }
  return `Cannot reach ${url.origin}: ${causeOf(error)}. Start the host with \`headwind-notify serve\`, or say where it is with --url or HEADWIND_URL.`;
}

/** `fetch` hides what happened in the cause; for a name with several addresses, in the first of several. */
function causeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return causeOf(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : causeOf(error.cause);
}
