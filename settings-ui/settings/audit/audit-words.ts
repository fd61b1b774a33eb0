import { plainText } from '@valetkey/api-contracts';
import type { AnsweredBy, AuditEntry, AuditKind, Happening } from '@valetkey/broker/contracts';
import { appName } from '../../app-name.ts';
import type { Tone } from '../../components/badge.ts';
import { say } from '../../say.ts';

/** What happened, as a person would say it. */
const kindWords: Readonly<Record<AuditKind, string>> = {
  'broker.started': say('{app} started', { app: appName }),
  'vault.unlocked': say('Secrets unlocked'),
  'vault.locked': say('Secrets locked'),
  'vault.set-aside': say('Secrets set aside'),
  'extension.started': say('Extension started'),
  'extension.failed': say('Extension could not start'),
  'extension.stopped': say('Extension ended'),
  'extension.installed': say('Extension installed'),
  'extension.removed': say('Extension removed'),
  'service.added': say('Service added'),
  'service.removed': say('Service removed'),
  'protocol.violation': say('Protocol violation'),
  'extension.flooded': say('Too many refusals to list'),
  'request.refused': say('Access refused'),
  'consent.asked': say('Asked for consent'),
  'consent.answered': say('Consent answered'),
  'change.asked': say('Asked about a change'),
  'change.answered': say('Change answered'),
  'elicitation.asked': say('Question of an MCP server'),
  'elicitation.answered': say('MCP server’s question answered'),
  'capability.issued': say('Session opened'),
  'capability.attenuated': say('Session restricted'),
  'capability.ended': say('Session ended'),
  'use.intended': say('Request started'),
  'use.hop': say('Follow-up request started'),
  'use.refused': say('Request refused'),
  'use.finished': say('Request finished'),
  'connection.created': say('Connection added'),
  'connection.updated': say('Connection changed'),
  'connection.deleted': say('Connection deleted'),
  'connection.tested': say('Connection tested'),
  'secret.saved': say('Secret saved'),
  'grant.created': say('Always allowed'),
  'grant.suspended': say('Grant suspended'),
  'grant.confirmed': say('Grant confirmed'),
  'grant.asking': say('Confirmation rule changed'),
  'grant.limited': say('Grant limited'),
  'grant.revoked': say('Grant revoked'),
  'connection.restored': say('Deletion undone'),
  'connection.removed': say('Connection removed'),
  'draft.tested': say('Unsaved values tested'),
  'use.stopped': say('Everything stopped'),
  'use.resumed': say('Everything resumed'),
  'workspace.opened': say('Workspace opened'),
  'workspace.closed': say('Workspace closed'),
  'audit.exported': say('Activity exported'),
  'audit.retention': say('Retention changed'),
  'sign-in.started': say('Sign-in started'),
  'sign-in.failed': say('Sign-in failed'),
  'sign-in.request': say('Sign-in request started'),
  'connection.signed-in': say('Signed in'),
  'connection.signed-out': say('Signed out'),
  'connection.needs-reconnect': say('Needs reconnect'),
  'connection.expires-soon': say('Credential expires soon'),
  'token.renewed': say('Sign-in renewed'),
  'token.refused': say('Sign-in not renewed'),
  'audit.pruned': say('Old entries removed'),
  'audit.gap': say('Log could not be written for a while'),
};
export const kindNames = Object.entries(kindWords) as readonly (readonly [AuditKind, string])[];
export const kindWord = (kind: AuditKind): string => kindWords[kind];

/** Of what has begun and ended, in one word: the outcome says that it has ended. */
export const happeningWord = ({ entry, whole }: Pick<Happening, 'entry' | 'whole'>): string => {
  if (!whole) return kindWord(entry.kind);
  return wholeWords[entry.kind] ?? kindWord(entry.kind);
};
const wholeWords: Partial<Record<AuditKind, string>> = {
  'use.finished': say('Request'),
  'consent.answered': say('Consent'),
  'change.answered': say('Change|what happened'),
};

/** Who answered a prompt. */
export const byWords: Readonly<Record<AnsweredBy, string>> = {
  window: say('you, in a window of {app}', { app: appName }),
  terminal: say('you, at a terminal'),
  option: say('an option of the command'),
  application: say('the application that embeds Valetkey'),
  page: say('the page itself, without you'),
  nobody: say('nobody'),
};

/** What no extension did was a person's doing, or the program's own. */
export const whoDid = ({ extension, kind }: AuditEntry): string =>
  extension ?? (/^(?:broker|vault|audit)\.|^connection\.expires/.test(kind) ? appName : say('you'));

export const whereTo = ({ method, origin, path }: AuditEntry): string =>
  plainText(
    [method, origin === undefined ? path : `${origin}${path ?? ''}`]
      .filter((one) => one !== undefined)
      .join(' '),
  );

/** What came of it. */
export const outcomeWords: Readonly<Record<NonNullable<AuditEntry['outcome']>, string>> = {
  ok: say('OK'),
  refused: say('Refused'),
  failed: say('Failed'),
  aborted: say('Aborted'),
  once: say('Allowed once'),
  always: say('Always allowed'),
  deny: say('Denied'),
};

/** In a row: the word, and what fits beside it. The details have codes and digests as they are. */
export const outcomeWord = ({ kind, outcome, status, code, detail }: AuditEntry): string => {
  const word =
    outcome === undefined ? undefined : isRefusal(status, outcome) ? say('Answered') : outcomeWords[outcome];
  const isInDetail = outcome === undefined || kind === 'extension.flooded';
  const more = status ?? code ?? (isInDetail ? detail : undefined);
  if (more === undefined) return word ?? '';
  const said = inWords(String(more));
  return word === undefined ? said : `${word}: ${said}`;
};

/** A word of ours without its hyphens; of an extension's version and digest the version. */
const inWords = (detail: string): string => {
  if (detail === 'disposed') return say('given back');
  if (detail === 'begins') return say('begins');
  if (/^[a-z]+(?:-[a-z]+)*$/.test(detail)) return detail.replaceAll('-', ' ');
  return plainText(detail.replace(/ ?\b[0-9a-f]{64}\b/g, ''));
};

/** The request was made and answered: what the service thinks of it is in the status. */
const isRefusal = (status: number | undefined, outcome: AuditEntry['outcome']): boolean =>
  outcome === 'ok' && status !== undefined && status >= 400;

export const outcomeTone = ({ outcome, kind, status }: AuditEntry): Tone => {
  if (outcome === 'failed' || kind === 'protocol.violation' || kind === 'extension.failed') return 'bad';
  if (isRefusal(status, outcome)) return 'warn';
  if (outcome === 'refused' || outcome === 'deny' || outcome === 'aborted') return 'warn';
  return outcome === undefined ? 'plain' : 'good';
};
