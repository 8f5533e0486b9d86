import { Registry } from 'prom-client';

/** An answer to a scrape. */
export interface Exposition {
  readonly contentType: string;
  readonly body: string;
}

/**
 * The metrics of some registries, which name none twice, in the format that is asked for: the text format 0.0.4, or
 * OpenMetrics 1.0.0 (https://prometheus.io/docs/specs/om/open_metrics_spec/).
 *
 * @param accept the header of that name
 */
export async function expositionOf(registries: readonly Registry[], accept: string | null): Promise<Exposition> {
  const texts = await Promise.all(registries.map((registry) => registry.metrics()));
  const text = texts.join('\n');
  return wantsOpenMetrics(accept ?? '')
    ? { contentType: Registry.OPENMETRICS_CONTENT_TYPE, body: openMetricsOf(text) }
    : { contentType: Registry.PROMETHEUS_CONTENT_TYPE, body: text };
}

/**
 * The text format in the other's words: a counter's family has no `_total`, there are no empty lines, and the end is
 * marked. prom-client writes OpenMetrics too, but renames its counters for good, so that a registry cannot do both.
 */
function openMetricsOf(text: string): string {
  const lines = text.split('\n').filter((line) => line !== '');
  return `${lines.map((line) => line.replace(/^(# (?:HELP|TYPE) \S+)_total(?= )/, '$1')).join('\n')}\n# EOF\n`;
}

/** Only where it is named, and liked no less than the text format (RFC 9110, section 12.5.1). */
function wantsOpenMetrics(accept: string): boolean {
  const ranges = accept.split(',').map(mediaRange);
  const quality = (type: string) =>
    Math.max(0, ...ranges.filter((range) => range.type === type && isOurVersion(range)).map((range) => range.quality));
  const openMetrics = quality('application/openmetrics-text');
  return openMetrics > 0 && openMetrics >= quality('text/plain');
}

interface MediaRange {
  readonly type: string;
  readonly version: string | undefined;
  readonly quality: number;
}

function mediaRange(text: string): MediaRange {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const parameterOf = (name: string) =>
    parameters.find((parameter) => parameter.startsWith(`${name}=`))?.slice(name.length + 1);
  const quality = Number(parameterOf('q') ?? 1);
  return { type, version: parameterOf('version'), quality: Number.isNaN(quality) ? 0 : quality };
}

function isOurVersion({ type, version }: MediaRange): boolean {
  if (version === undefined) return true;
  return version.replaceAll('"', '') === (type === 'text/plain' ? '0.0.4' : '1.0.0');
}
