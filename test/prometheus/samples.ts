/** One line of a scrape: `name{labels} value`. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** One metric with its samples; those of a histogram end in `_bucket`, `_sum` and `_count`. */
export interface Family {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** Reads what a scrape answers; anything that is neither a comment nor a sample is an error. */
export function familiesIn(text: string): Family[] {
  const families: { name: string; type: string; help: string; samples: Sample[] }[] = [];
  for (const line of text.split('\n').filter((each) => each !== '' && each !== '# EOF')) {
    const [, comment, name = '', words = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
    const family = families.at(-1);
    if (comment === 'HELP') families.push({ name, type: '', help: words, samples: [] });
    else if (comment === 'TYPE' && family?.name === name) family.type = words;
    else if (family !== undefined) family.samples.push(sampleOf(line));
    else throw new Error(`a sample before any comment: ${line}`);
  }
  return families;
}

export function samplesIn(text: string): Sample[] {
  return familiesIn(text).flatMap(({ samples }) => samples);
}

/**
 * A sample of a metric, undefined when there is none.
 *
 * @param labels those to look at; the sample may have more, but only one may fit
 */
export function sampleValue(
  samples: readonly Sample[],
  name: string,
  labels: Sample['labels'] = {},
): number | undefined {
  const found = samples.filter(
    (sample) =>
      sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
  );
  if (found.length > 1) throw new Error(`${found.length} samples of ${name} fit ${JSON.stringify(labels)}`);
  return found[0]?.value;
}

/** `name{label="value",…}` of every sample that rose, with by how much; a sample that is new rose from 0. */
export function increases(before: readonly Sample[], after: readonly Sample[]): Record<string, number> {
  const earlier = new Map(before.map((sample) => [keyOf(sample), sample.value]));
  const changes = after.map((sample): [string, number] => [
    keyOf(sample),
    sample.value - (earlier.get(keyOf(sample)) ?? 0),
  ]);
  return Object.fromEntries(changes.filter(([, change]) => change !== 0));
}

function keyOf({ name, labels }: Sample): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return pairs.length === 0 ? name : `${name}{${pairs.join()}}`;
}

function sampleOf(line: string): Sample {
  const [, name, labels = '', value] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
  if (name === undefined || value === undefined) throw new Error(`not a sample: ${line}`);
  const pairs = [...labels.matchAll(/([a-zA-Z_]\w*)="((?:[^"\\\n]|\\.)*)"(?:,|$)/g)];
  if (pairs.map(([pair]) => pair).join('') !== labels) throw new Error(`not labels: ${labels}`);
  return {
    name,
    labels: Object.fromEntries(pairs.map(([, label = '', text = '']) => [label, text])),
    value: numberOf(value),
  };
}

function numberOf(text: string): number {
  return text === '+Inf' ? Number.POSITIVE_INFINITY : Number(text);
}
