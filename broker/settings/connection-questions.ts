import { asciiOrigin, type OauthFlow } from '@valetkey/api-contracts';
import { displayText } from '../consent/display-text.ts';
import { authorityRows } from '../contracts/authority-rows.ts';
import type { Authority, ConnectionRecord } from '../contracts/connection.ts';
import { english } from '../contracts/texts/say.ts';
import type { Resolved } from '../resolve/resolve-connection.ts';
import type { Change } from './plan.ts';
import {
  aboutConnection,
  connectionPart,
  differing,
  ifUnexpected,
  placeParts,
  quoted,
  type User,
  usersPart,
} from './question-parts.ts';

export type ContactFor = 'test' | 'draft' | 'secret' | 'choices' | 'sign-in';

const reasons: Readonly<Record<ContactFor, string>> = {
  test: 'The settings page requested a test of this connection.',
  draft: 'The settings page requested a test of unsaved values.',
  secret: 'The settings page requested a test of a new secret before saving it.',
  choices: 'The settings page requested the service’s list of choices.',
  'sign-in': 'The settings page requested a sign-in.',
};

export const contact = (resolved: Resolved, hosts: readonly string[], why: ContactFor): Change => ({
  about: aboutConnection(resolved.record),
  shown: {
    kind: 'contact',
    question:
      hosts.length === 1
        ? 'Contact this host for the first time?'
        : 'Contact these hosts for the first time?',
    parts: [
      { head: 'Valetkey would send requests to', origins: hosts.map(asciiOrigin) },
      { head: 'Why', texts: [reasons[why], 'The requests carry the secret entered for it.'] },
      connectionPart(resolved),
      ifUnexpected,
    ],
    yes: 'Contact',
  },
});

type SavedFields = ConnectionRecord['fields'];
export type FieldRow = [string, string, string];

/** Plain fields whose values differ, each with both: a secret is not among them. */
export const changedFields = (before: SavedFields, now: SavedFields): FieldRow[] =>
  [...new Set([...Object.keys(before), ...Object.keys(now)])]
    .filter((name) => before[name] !== now[name])
    .map((name) => [displayText(name, 80), valueText(before[name]), valueText(now[name])]);

const valueText = (value: SavedFields[string] | undefined): string =>
  value === undefined ? 'none' : displayText(String(value), 400);

export const changeFields = (
  now: Resolved,
  changed: readonly FieldRow[],
  users: readonly User[],
): Change => ({
  about: aboutConnection(now.record),
  shown: {
    kind: 'move-connection',
    question: 'Change the account that this connection acts as?',
    parts: [
      ...placeParts(now.authority, now.inUse.auth, 'It goes to', 'It runs this program on this computer'),
      { head: 'What changes', rows: [...changed] },
      connectionPart(now),
      usersPart('Who uses it', users),
      ifUnexpected,
    ],
    yes: 'Change',
  },
});

export const moveConnection = (
  before: Authority | undefined,
  now: Resolved,
  changed: readonly FieldRow[],
  users: readonly User[],
): Change => ({
  about: aboutConnection(now.record),
  shown: {
    kind: 'move-connection',
    question: 'Move this connection to another place?',
    parts: [
      ...placeParts(
        now.authority,
        now.inUse.auth,
        'It would go to',
        'It would run this program on this computer',
      ),
      ...(before === undefined
        ? []
        : [{ head: 'What changes', rows: differing(authorityRows(english, before, now.authority)) }]),
      ...(changed.length === 0 ? [] : [{ head: 'Fields', rows: [...changed] }]),
      connectionPart(now),
      usersPart('Extensions that use it; suspended until you confirm', users),
      ifUnexpected,
    ],
    yes: 'Move',
  },
});

export const moveScope = (from: Resolved, to: Resolved, users: readonly User[]): Change => ({
  about: aboutConnection(to.record),
  shown: {
    kind: 'move-scope',
    question:
      to.record.scope === 'user'
        ? 'Use this connection in all your workspaces?'
        : from.record.scope === 'user'
          ? 'Limit this connection to the workspace?'
          : 'Move this connection to the workspace that is open?',
    parts: [
      ...placeParts(to.authority, to.inUse.auth, 'It goes to', 'It runs this program on this computer'),
      { head: 'What changes', rows: differing(authorityRows(english, from.authority, to.authority)) },
      connectionPart(to),
      usersPart('Who keeps access to it', users),
      ifUnexpected,
    ],
    yes: 'Move',
  },
});

export const replaceSecretQuestion = (
  resolved: Resolved,
  fields: readonly string[],
  users: readonly User[],
): Change => ({
  about: aboutConnection(resolved.record),
  shown: {
    kind: 'replace-secret',
    question: 'Replace the secret of this connection?',
    parts: [
      ...placeParts(
        resolved.authority,
        resolved.inUse.auth,
        'It goes to',
        'It runs this program on this computer',
      ),
      connectionPart(resolved),
      { head: 'What is replaced', texts: [fields.join(', ')] },
      usersPart('Extensions that use it; their requests will act as the new secret’s account', users),
      ifUnexpected,
    ],
    yes: 'Replace',
  },
});

export const signInQuestion = (
  resolved: Resolved,
  wanted: { readonly flow: OauthFlow | undefined; readonly more: readonly string[] },
  users: readonly User[],
): Change => ({
  about: aboutConnection(resolved.record),
  shown: {
    kind: 'sign-in',
    question: 'Sign in for this connection?',
    parts: [
      ...placeParts(
        resolved.authority,
        resolved.inUse.auth,
        'It goes to and you would sign in at',
        'It runs this program on this computer',
      ),
      ...(wanted.more.length === 0
        ? []
        : [{ head: 'Additional rights', texts: wanted.more.map((one) => displayText(one, 200)) }]),
      ...(wanted.flow === 'deviceCode'
        ? [
            {
              head: 'Sign-in with a code in a browser',
              texts: ['Enter the code yourself: the person who enters it chooses the account.'],
            },
          ]
        : []),
      connectionPart(resolved),
      ...(users.length === 0 ? [] : [usersPart('Who uses it', users)]),
      ifUnexpected,
    ],
    yes: 'Sign in',
  },
});

export const undoDelete = (
  { id, displayName }: Pick<ConnectionRecord, 'id' | 'displayName'>,
  users: readonly User[],
): Change => ({
  about: { connectionId: id },
  shown: {
    kind: 'undo-delete',
    question: 'Restore a deleted connection?',
    parts: [
      { head: 'Connection', texts: [quoted(displayName)] },
      usersPart('Extensions that may use it again', users),
      ifUnexpected,
    ],
    yes: 'Restore',
  },
});
