/** The newest version that Teams shows. */
const NEWEST_VERSION = 1.5;

/** Beyond this, workflows were seen to fail although the webhook takes 28 KB. Bytes of the whole message as JSON. */
const CARD_LIMIT = 21_000;

/** Actions that have an effect on a card that a workflow posted. */
const ACTIONS: readonly unknown[] = ['Action.OpenUrl', 'Action.ToggleVisibility', 'Action.ShowCard'];

/** Why a workflow that posts cards ("Send webhook alerts to a channel") fails on a message; undefined when it posts it. */
export function cardFault(message: unknown): string | undefined {
  const { type, attachments }: Partial<Record<string, unknown>> = Object(message);
  if (!Array.isArray(attachments)) return 'the result of the evaluation of foreach is null: there are no attachments';
  if (type !== 'message') return `the message has the type ${JSON.stringify(type)}`;
  if (attachments.length === 0) return 'there is no attachment to post';
  if (Buffer.byteLength(JSON.stringify(message)) > CARD_LIMIT) return 'the card is too large';
  return attachments.map(attachmentFault).find((fault) => fault !== undefined);
}

function attachmentFault(attachment: unknown): string | undefined {
  const { contentType, content }: Partial<Record<string, unknown>> = Object(attachment);
  if (contentType !== 'application/vnd.microsoft.card.adaptive') return `the attachment is a ${contentType}`;
  const { type, version, body, actions = [] }: Partial<Record<string, unknown>> = Object(content);
  if (type !== 'AdaptiveCard') return `the card has the type ${JSON.stringify(type)}`;
  if (!(Number(version) >= 1 && Number(version) <= NEWEST_VERSION)) return `the card has the version ${version}`;
  if (!Array.isArray(body) || body.length === 0) return 'the card has no body';
  const useless = Array.isArray(actions) ? actions.find((action) => !ACTIONS.includes(Object(action).type)) : actions;
  return useless === undefined ? undefined : `an action that does nothing: ${JSON.stringify(useless)}`;
}
