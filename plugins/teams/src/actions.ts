import { fitLine, httpUrl, type Link } from '@headwind/plugin-api';

/** A button that opens a page: the action that works on a card posted by a workflow, where Submit and Http do not. */
export interface OpenUrl {
  readonly type: 'Action.OpenUrl';
  readonly title: string;
  readonly url: string;
}

/** As many as the Adaptive Cards library shows unless a client says otherwise (`HostConfig.actions.maxActions`). */
export const MOST_ACTIONS = 5;

/** Of one address, in characters, which are bytes: it cannot be shortened, and must leave room for the rest. */
const LONGEST_ADDRESS = 6_000;

const LONGEST_TITLE = 40;

/** A button for each of the first links, up to `limit`; what is no http or https address gets none. */
export function actionsOf(links: readonly Link[], limit: number): readonly OpenUrl[] {
  return links
    .flatMap(({ text, url }): OpenUrl[] => {
      const address = httpUrl(url, LONGEST_ADDRESS);
      if (address === undefined) return [];
      return [{ type: 'Action.OpenUrl', title: fitLine(text, LONGEST_TITLE) || 'Open', url: address }];
    })
    .slice(0, limit);
}
