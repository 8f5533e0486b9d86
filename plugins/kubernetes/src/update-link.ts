import { httpUrl } from '@headwind/plugin-api';

/** As long as a link of an event may be, in characters. */
const MAX_LINK = 2_048;

/** The page of an update request in the operator's web UI. Undefined where no UI is configured. */
export function updateLink(uiUrl: string | undefined, namespace: string, name: string): string | undefined {
  if (uiUrl === undefined) return undefined;
  const base = uiUrl.replace(/\/+$/, '');
  return httpUrl(`${base}/updates/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}`, MAX_LINK);
}
