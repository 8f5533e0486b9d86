import type { Link } from '@headwind/plugin-api';
import { plainLine } from './markdown-text.js';

/** A button that opens a page: the action that works on a card posted by a workflow, where Submit and Http do not. */
export interface OpenUrl {
  readonly type: 'Action.OpenUrl';
  readonly title: string;
  readonly url: string;
}

/** As many as the Adaptive Cards library shows unless a client says otherwise (`HostConfig.actions.maxActions`). */
const MOST_ACTIONS = 5;

/** Of all addresses together, in characters, which are bytes: they cannot be shortened, and must leave room for the rest. */
const MOST_ADDRESS = 6_000;

const LONGEST_TITLE = 40;

/** A button for every link, as long as there is room; what is no http or https address gets none. */
export function actionsOf(links: readonly Link[]): readonly OpenUrl[] {
  let room = MOST_ADDRESS;
  const actions: OpenUrl[] = [];
  for (const link of links) {
    const url = httpAddress(link.url);
    if (url === undefined || url.length > room || actions.length === MOST_ACTIONS) continue;
    room -= url.length;
    actions.push({ type: 'Action.OpenUrl', title: plainLine(link.text, LONGEST_TITLE) || 'Open', url });
  }
  return actions;
}

/** In ASCII, as Adaptive Cards has its addresses (a URI reference). */
function httpAddress(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, href } = new URL(text);
  return protocol === 'https:' || protocol === 'http:' ? href : undefined;
}
