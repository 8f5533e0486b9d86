/**
 * The path of a request target without its query, decoded but for what would divide it otherwise: an encoded slash stays
 * encoded.
 */
export function requestPath(target: string): string {
  const path = target.split('?', 1)[0] ?? target;
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}
