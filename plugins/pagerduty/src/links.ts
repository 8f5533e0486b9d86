import { fitText, type Link } from '@headwind/plugin-api';

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
  if (!URL.canParse(url)) return [];
  const { href, protocol } = new URL(url);
  if (!/^https?:$/.test(protocol) || href.length > MAX_URL) return [];
  const fitted = fitText(text.replace(/\s+/g, ' '), MAX_TEXT).trim();
  return [{ href, text: fitted === '' ? 'Link' : fitted }];
}
