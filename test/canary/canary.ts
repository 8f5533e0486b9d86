/** A secret that stands nowhere but where it was put, so that wherever else it is found, it leaked. */
export interface Canary {
  /** Where it was put. */
  readonly field: string;
  readonly text: string;
}

/** Where a canary was found. */
export interface Finding {
  readonly place: string;
  readonly field: string;
  readonly form: string;
}

/** A secret that was cut in two is still half a secret. Characters. */
const PREFIX = 12;

/** Looks through texts for canaries, in every form in which a program may write them. */
export class CanarySearch {
  readonly #forms: readonly { readonly field: string; readonly form: string; readonly text: string }[];

  constructor(canaries: readonly Canary[]) {
    this.#forms = canaries.flatMap(({ field, text }) =>
      Object.entries({ ...writtenForms(text), 'its beginning': text.slice(0, PREFIX) }).map(([form, written]) => ({
        field,
        form,
        text: written,
      })),
    );
  }

  findIn(place: string, text: string): Finding[] {
    return this.#forms.filter((form) => text.includes(form.text)).map(({ field, form }) => ({ place, field, form }));
  }
}

/** A text as a program may write it. */
export function writtenForms(text: string): Readonly<Record<string, string>> {
  const escaped = JSON.stringify(text).slice(1, -1);
  return {
    'as it is': text,
    'in JSON': escaped,
    'in JSON in JSON': JSON.stringify(escaped).slice(1, -1),
    'URL-encoded': encodeURIComponent(text),
    'URL-encoded but for reserved characters': encodeURI(text),
    'form-encoded': new URLSearchParams({ '': text }).toString().slice(1),
    'in base64': insideBase64(text, 0),
    'in base64, after one byte': insideBase64(text, 1),
    'in base64, after two bytes': insideBase64(text, 2),
    'in base64url': insideBase64(text, 0).replaceAll('+', '-').replaceAll('/', '_'),
  };
}

/** What of the base64 of a longer text depends on this part of it alone. */
function insideBase64(text: string, bytesBefore: number): string {
  const bytes = Buffer.concat([Buffer.alloc(bytesBefore), Buffer.from(text)]);
  const whole = bytes.subarray(0, bytes.length - (bytes.length % 3)).toString('base64');
  return whole.slice(bytesBefore === 0 ? 0 : 4);
}
