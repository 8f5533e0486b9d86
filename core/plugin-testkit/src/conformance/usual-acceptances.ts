import { replyWith, type ScriptedReply } from '../scripted-answer.js';
import type { Responder } from '../scripted-http.js';

/** In the forms of several providers at once. */
const JSON_YES: ScriptedReply = {
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ ok: true, status: 'success', result: 'accepted' }),
};

const TEXT: Readonly<Record<string, string>> = { 'content-type': 'text/plain' };

/** The usual ways in which providers say yes, the most telling first. */
export const USUAL_ACCEPTANCES: readonly Responder[] = [
  () => replyWith(200, JSON_YES),
  () => replyWith(202, JSON_YES),
  () => replyWith(200, { headers: TEXT, body: 'ok' }),
  () => replyWith(202),
  () => replyWith(204),
  () => replyWith(200, { headers: { 'content-type': 'application/json' }, body: '{}' }),
  () => replyWith(200, { headers: TEXT, body: '1' }),
  () => replyWith(200),
];
