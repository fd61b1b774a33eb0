import { type AnsweredBy, type AuditEntry, type AuditKind, plainText } from '@valetkey/api-contracts';
import type { Tone } from '../../components/badge.ts';

/** What happened, as a person would say it. */
const kindWords: Readonly<Record<AuditKind, string>> = {
  'broker.started': 'Valetkey started',
  'vault.unlocked': 'Secrets unlocked',
  'vault.locked': 'Secrets locked',
  'vault.set-aside': 'Secrets set aside',
  'extension.started': 'Extension started',
  'extension.stopped': 'Extension ended',
  'protocol.violation': 'A port’s rules were broken',
  'request.refused': 'Access refused',
  'consent.asked': 'You were asked',
  'consent.answered': 'You answered',
  'change.asked': 'You were asked about a change',
  'change.answered': 'Answer about a change',
  'capability.issued': 'Handle handed out',
  'capability.attenuated': 'Handle made weaker',
  'capability.ended': 'Handle ended',
  'use.intended': 'Use begun',
  'use.hop': 'Further request begun',
  'use.refused': 'Use refused',
  'use.finished': 'Use finished',
  'connection.created': 'Connection made',
  'connection.updated': 'Connection changed',
  'connection.deleted': 'Connection deleted',
  'connection.tested': 'Connection tested',
  'secret.saved': 'Secret saved',
  'grant.created': 'Always allowed',
  'grant.suspended': 'Grant suspended',
  'grant.confirmed': 'Grant confirmed',
  'grant.asking': 'What is asked about each time',
  'grant.revoked': 'Grant revoked',
  'connection.restored': 'Deletion undone',
  'connection.removed': 'Connection gone for good',
  'draft.tested': 'Unsaved values tested',
  'use.stopped': 'Everything stopped',
  'use.resumed': 'Use resumed',
  'audit.exported': 'Activity exported',
  'audit.retention': 'Retention changed',
  'sign-in.started': 'Sign-in begun',
  'sign-in.failed': 'Sign-in failed',
  'sign-in.request': 'Sign-in request begun',
  'connection.signed-in': 'Signed in',
  'connection.signed-out': 'Signed out',
  'connection.needs-reconnect': 'Needs reconnect',
  'token.renewed': 'Sign-in renewed',
  'token.refused': 'Sign-in not renewed',
  'audit.pruned': 'Old entries removed',
};
export const kindWord = (kind: AuditKind): string => kindWords[kind];

/** Who answered a prompt. */
export const byWords: Readonly<Record<AnsweredBy, string>> = {
  window: 'you, in a window of Valetkey',
  terminal: 'you, at a terminal',
  option: 'an option of the command',
  application: 'the application that Valetkey is part of',
  page: 'the page by itself, without you',
  nobody: 'nobody',
};

/** What no extension did was a person's doing, or the program's own. */
export const whoDid = ({ extension, kind }: AuditEntry): string =>
  extension ?? (/^(?:broker|vault|audit)\./.test(kind) ? 'Valetkey' : 'you');

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
  const word = outcome === undefined ? undefined : outcomeWords[outcome];
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

export const outcomeTone = ({ outcome, kind }: AuditEntry): Tone => {
  if (outcome === 'failed' || kind === 'protocol.violation') return 'bad';
  if (outcome === 'refused' || outcome === 'deny' || outcome === 'aborted') return 'warn';
  return outcome === undefined ? 'plain' : 'good';
};
