import type { Fields } from './fields.js';
import { breachesOf } from './slack-limits.js';

/** A message as the channel shows it. */
export interface PostedMessage {
  /** The id of its channel. */
  readonly channel: string;
  /** What names it in its channel; later messages have greater ones. */
  readonly ts: string;
  /** Of the message it replies to. */
  readonly threadTs?: string;
  /** Whether a reply is shown in the channel as well. */
  readonly isBroadcast: boolean;
  readonly username?: string;
  readonly iconEmoji?: string;
  text: string;
  blocks: readonly Fields[];
  /** How often it was edited. */
  edits: number;
}

export interface Channel {
  readonly id: string;
  /** Without `#`. */
  readonly name: string;
  isArchived: boolean;
  /** Whether the app is in it. */
  hasApp: boolean;
}

/** Slack's error code, with what it says beside it. */
export interface Refused {
  readonly error: string;
  readonly details?: readonly string[];
}

/** One workspace: its channels, and what was posted there. */
export class SlackWorkspace {
  readonly channels: Channel[] = [
    { id: 'C00000GENERAL', name: 'general', isArchived: false, hasApp: true },
    { id: 'C0000DEPLOYED', name: 'deployments', isArchived: false, hasApp: true },
  ];
  /** Oldest first, replies among the others. */
  readonly messages: PostedMessage[] = [];
  #posted = 0;

  /** The messages of a channel that are not replies. */
  topLevel(name = 'deployments'): PostedMessage[] {
    const id = this.channels.find((channel) => channel.name === name)?.id;
    return this.messages.filter(({ channel, threadTs }) => channel === id && threadTs === undefined);
  }

  repliesTo({ channel, ts }: PostedMessage): PostedMessage[] {
    return this.messages.filter((message) => message.channel === channel && message.threadTs === ts);
  }

  delete({ channel, ts }: PostedMessage): void {
    const index = this.messages.findIndex((message) => message.channel === channel && message.ts === ts);
    this.messages.splice(index, 1);
  }

  /** By name, with or without `#`, or by id. */
  post(body: Fields): PostedMessage | Refused {
    const channel = this.#channel(body.channel);
    if (channel === undefined) return { error: 'channel_not_found' };
    if (!channel.hasApp) return { error: 'not_in_channel' };
    if (channel.isArchived) return { error: 'is_archived' };
    const details = breachesOf(body);
    if (details.length > 0) return { error: 'invalid_blocks', details };
    const { thread_ts: threadTs, username, icon_emoji: iconEmoji } = body;
    if (typeof threadTs === 'string' && this.#find(channel.id, threadTs) === undefined)
      return { error: 'thread_not_found' };
    this.#posted += 1;
    const message: PostedMessage = {
      channel: channel.id,
      ts: `${1_762_425_000 + this.#posted}.000100`,
      ...(typeof threadTs === 'string' && { threadTs }),
      isBroadcast: body.reply_broadcast === true,
      ...(typeof username === 'string' && { username }),
      ...(typeof iconEmoji === 'string' && { iconEmoji }),
      ...contentOf(body),
      edits: 0,
    };
    this.messages.push(message);
    return message;
  }

  /** By the id of the channel alone. */
  update(body: Fields): PostedMessage | Refused {
    const channel = this.channels.find(({ id }) => id === body.channel);
    if (channel === undefined) return { error: 'channel_not_found' };
    const message = this.#find(channel.id, String(body.ts));
    if (message === undefined) return { error: 'message_not_found' };
    const details = breachesOf(body);
    if (details.length > 0) return { error: 'invalid_blocks', details };
    Object.assign(message, contentOf(body));
    message.edits += 1;
    return message;
  }

  #channel(given: unknown): Channel | undefined {
    return this.channels.find(({ id, name }) => given === id || given === name || given === `#${name}`);
  }

  #find(channel: string, ts: string): PostedMessage | undefined {
    return this.messages.find((message) => message.channel === channel && message.ts === ts);
  }
}

function contentOf({ text, blocks }: Fields): Pick<PostedMessage, 'text' | 'blocks'> {
  return { text: String(text), blocks: Array.isArray(blocks) ? blocks : [] };
}
