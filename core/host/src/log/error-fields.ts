/** An error as it stands in a log line: message, code and stack, and its cause likewise. Anything else stays as it is. */
export function errorFields(value: unknown, depth = 0): unknown {
  if (!(value instanceof Error)) return value;
  const code: unknown = 'code' in value ? value.code : undefined;
  return {
    message: value.message,
    ...(code !== undefined && { code }),
    stack: value.stack,
    ...(value.cause !== undefined && depth < MAX_CAUSES && { cause: errorFields(value.cause, depth + 1) }),
  };
}

/** Causes may go round in a circle. */
const MAX_CAUSES = 4;
