/** A shorter piece of base64 is too likely to stand there by chance. Characters. */
const SHORTEST_BASE64 = 10;

/**
 * How a secret may be written: as it is, URL-encoded, escaped as in JSON (once and twice over), and in base64 and
 * base64url, alone or within the base64 of a longer text such as `user:password`.
 */
export function writtenForms(secret: string): readonly string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const escaped = escapedInJson(secret);
  const base64 = [bytes.toString('base64'), ...[0, 1, 2].flatMap((before) => insideBase64(bytes, before))];
  return [
    secret,
    escaped,
    escapedInJson(escaped),
    ...base64,
    ...base64.map((text) => text.replace(/=+$/, '')),
    ...base64.map((text) => text.replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_')),
    new URLSearchParams({ '': secret }).toString().slice(1),
    // encodeURI and encodeURIComponent throw on half of a surrogate pair.
    ...(/\p{Surrogate}/u.test(secret) ? [] : [encodeURIComponent(secret), encodeURI(secret)]),
  ];
}

function escapedInJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/**
 * What of the base64 of a longer text depends on these bytes alone. Three bytes make four characters, so the beginning
 * depends on how many bytes stand before them.
 */
function insideBase64(bytes: Buffer, before: number): string[] {
  const shifted = Buffer.concat([Buffer.alloc(before), bytes]);
  const whole = shifted.subarray(0, shifted.length - (shifted.length % 3)).toString('base64');
  const inside = before === 0 ? whole : whole.slice(4);
  return inside.length < SHORTEST_BASE64 ? [] : [inside];
}
