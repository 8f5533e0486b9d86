/** A URL of any scheme; what ends it cannot stand in one. */
const URLS = /\b[a-z][a-z\d+.-]*:\/\/[^\s"<>]+/gi;

/** Tokens that say by their beginning what they are: of Slack, and of Standard Webhooks. */
const TOKENS = /\b(xox[a-z]-|xapp-|whsec_)[\w+/=-]+/g;

/** Keys of services: routing keys and the like of 32 letters and digits or more, and UUIDs. */
const KEYS = /\b(?:(?=[a-z]*\d)[a-z\d]{32,}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\b/gi;

/**
 * A text of the configuration as a message may show it, wherever a credential was put by mistake: of a URL its host alone,
 * of a token what kind it is, and of anything that looks like a key nothing.
 */
export function withoutCredentials(text: string): string {
  return text.replace(URLS, hostAlone).replace(TOKENS, '$1…').replace(KEYS, '…');
}

function hostAlone(text: string): string {
  if (!URL.canParse(text)) return `${text.slice(0, text.indexOf('://'))}://…`;
  const { protocol, host, username, pathname, search, hash } = new URL(text);
  const isBare = username === '' && ['', '/'].includes(pathname) && search === '' && hash === '';
  return isBare ? text : `${protocol}//${host}/…`;
}
