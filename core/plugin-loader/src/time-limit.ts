/**
 * What the work gives, or the error when it takes longer. Work that goes on nevertheless is let go of: what it gives or
 * throws later reaches nobody.
 */
export async function within<T>(limitMs: number, expired: () => Error, work: () => T | Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(expired()), limitMs);
  });
  try {
    return await Promise.race([work(), limit]);
  } finally {
    clearTimeout(timer);
  }
}
