import { plainText } from '@valetkey/api-contracts';
import type { AnsweredBy, AuditEntry, AuditKind, Happening } from '@valetkey/broker/contracts';
import { appName } from '../../app-name.ts';
import type { Tone } from '../../components/badge.ts';

/** What happened, as a person would say it. */
const kindWords: Readonly<Record<AuditKind, string>> = {
  'broker.started': `${appName} started`,
  'vault.unlocked': 'Secrets unlocked',
  'vault.locked': 'Secrets locked',
  'vault.set-aside': 'Secrets set aside',
  'extension.started': 'Extension started',
  'extension.failed': 'Extension could not start',
  'extension.stopped': 'Extension ended',
  'extension.installed': 'Extension installed',
  'extension.removed': 'Extension removed',
  'service.added': 'Service added',
  'service.removed': 'Service removed',
  'protocol.violation': 'Protocol violation',
  'request.refused': 'Access refused',
  'consent.asked': 'Asked for consent',
  'consent.answered': 'Consent answered',
  'change.asked': 'Asked about a change',
  'change.answered': 'Change answered',
  'elicitation.asked': 'Question of an MCP server',
  'elicitation.answered': 'MCP server’s question answered',
  'capability.issued': 'Session opened',
  'capability.attenuated': 'Session restricted',
  'capability.ended': 'Session ended',
  'use.intended': 'Request started',
  'use.hop': 'Follow-up request started',
  'use.refused': 'Request refused',
  'use.finished': 'Request finished',
  'connection.created': 'Connection added',
  'connection.updated': 'Connection changed',
  'connection.deleted': 'Connection deleted',
  'connection.tested': 'Connection tested',
  'secret.saved': 'Secret saved',
  'grant.created': 'Always allowed',
  'grant.suspended': 'Grant suspended',
  'grant.confirmed': 'Grant confirmed',
  'grant.asking': 'Confirmation rule changed',
  'grant.limited': 'Grant limited',
  'grant.revoked': 'Grant revoked',
  'connection.restored': 'Deletion undone',
  'connection.removed': 'Connection removed',
  'draft.tested': 'Unsaved values tested',
  'use.stopped': 'Everything stopped',
  'use.resumed': 'Everything resumed',
  'workspace.opened': 'Workspace opened',
  'workspace.closed': 'Workspace closed',
  'audit.exported': 'Activity exported',
  'audit.retention': 'Retention changed',
  'sign-in.started': 'Sign-in started',
  'sign-in.failed': 'Sign-in failed',
  'sign-in.request': 'Sign-in request started',
  'connection.signed-in': 'Signed in',
  'connection.signed-out': 'Signed out',
  'connection.needs-reconnect': 'Needs reconnect',
  'connection.expires-soon': 'Credential expires soon',
  'token.renewed': 'Sign-in renewed',
  'token.refused': 'Sign-in not renewed',
  'audit.pruned': 'Old entries removed',
  'audit.gap': 'Log could not be written for a while',
};
export const kindNames = Object.entries(kindWords) as readonly (readonly [AuditKind, string])[];
export const kindWord = (kind: AuditKind): string => kindWords[kind];

/** Of what has begun and ended, in one word: the outcome says that it has ended. */
export const happeningWord = ({ entry, whole }: Pick<Happening, 'entry' | 'whole'>): string => {
  if (!whole) return kindWord(entry.kind);
  return wholeWords[entry.kind] ?? kindWord(entry.kind);
};
const wholeWords: Partial<Record<AuditKind, string>> = {
  'use.finished': 'Request',
  'consent.answered': 'Consent',
  'change.answered': 'Change',
};

/** Who answered a prompt. */
export const byWords: Readonly<Record<AnsweredBy, string>> = {
  window: `you, in a window of ${appName}`,
  terminal: 'you, at a terminal',
  option: 'an option of the command',
  application: 'the application that embeds Valetkey',
  page: 'the page itself, without you',
  nobody: 'nobody',
};

/** What no extension did was a person's doing, or the program's own. */
export const whoDid = ({ extension, kind }: AuditEntry): string =>
  extension ?? (/^(?:broker|vault|audit)\.|^connection\.expires/.test(kind) ? appName : 'you');

export const whereTo = ({ method, origin, path }: AuditEntry): string =>
  plainText(
    [method, origin === undefined ? path : `${origin}${path ?? ''}`]
      .filter((one) => one !== undefined)
      .join(' '),
  );

/** What came of it. */
export const outcomeWords: Readonly<Record<NonNullable<AuditEntry['outcome']>, string>> = {
  ok: 'OK',
  refused: 'Refused',
  failed: 'Failed',
  aborted: 'Aborted',
  once: 'Allowed once',
  always: 'Always allowed',
  deny: 'Denied',
};

/** In a row: the word, and what fits beside it. The details have codes and digests as they are. */
export const outcomeWord = ({ outcome, status, code, detail }: AuditEntry): string => {
  const word =
    outcome === undefined ? undefined : isRefusal(status, outcome) ? 'Answered' : outcomeWords[outcome];
  const more = status ?? code ?? (outcome === undefined ? detail : undefined);
  if (more === undefined) return word ?? '';
  const said = inWords(String(more));
  return word === undefined ? said : `${word}: ${said}`;
};

/** A word of ours without its hyphens; of an extension's version and digest the version. */
const inWords = (detail: string): string => {
  if (detail === 'disposed') return 'given back';
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
