import { fitLine, httpUrl, type Link } from '@headwind/plugin-api';

/** No limit of PagerDuty's; with those of the details they keep a message well below 512 KB. */
const MAX_LINKS = 10;
const MAX_URL = 2_048;
const MAX_TEXT = 100;

export interface PagerDutyLink {
  /** http or https, in ASCII. */
  readonly href: string;
  readonly text: string;
}

/** `links` of a message. A URL cannot be shortened: one that is too long, or no http URL, is left out. */
export function messageLinks(links: readonly Link[]): readonly PagerDutyLink[] {
  return links.flatMap(messageLink).slice(0, MAX_LINKS);
}

function messageLink({ text, url }: Link): PagerDutyLink[] {
  const href = httpUrl(url, MAX_URL);
  return href === undefined ? [] : [{ href, text: fitLine(text, MAX_TEXT) || 'Link' }];
}
