/**
 * What the Events API v2 answers, accepting or not:
 * `{"status":"invalid event","message":"Event object is invalid","errors":["Invalid routing key"]}`
 */
export interface PagerDutyAnswer {
  /** `success`, or the error in a word or two. */
  readonly status: string;
  readonly message: string;
  readonly errors: readonly string[];
}

/** Undefined where the text is not an answer of PagerDuty's. */
export function parseAnswer(text: string): PagerDutyAnswer | undefined {
  const json = parseJson(text);
  if (typeof json !== 'object' || json === null || !('status' in json) || typeof json.status !== 'string') {
    return undefined;
  }
  return {
    status: json.status,
    message: 'message' in json && typeof json.message === 'string' ? json.message : '',
    errors: 'errors' in json ? textsIn(json.errors) : [],
  };
}

/** Documented as a list of texts; a text alone has been seen. */
function textsIn(errors: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(errors) ? errors : [errors];
  return list.filter((error) => typeof error === 'string');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
