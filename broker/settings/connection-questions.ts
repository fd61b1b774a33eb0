import {
  type Authority,
  asciiOrigin,
  authorityRows,
  type ConnectionRecord,
  type OauthFlow,
  type Scope,
} from '@valetkey/api-contracts';
import { displayText } from '../consent/display-text.ts';
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
  test: 'The settings page asked for a test of this connection.',
  draft: 'The settings page asked for a test of values that are not saved yet.',
  secret: 'The settings page asked for a test of a new secret before it is saved.',
  choices: 'The settings page asked for the choices that the service offers.',
  'sign-in': 'The settings page asked for a sign-in.',
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
      { head: 'Why', texts: [reasons[why], 'The requests carry the secret that was entered for it.'] },
      connectionPart(resolved),
      ifUnexpected,
    ],
    yes: 'Contact',
  },
});

type Fields = ConnectionRecord['fields'];
export type FieldRow = [string, string, string];

/** Plain fields whose values differ, each with both: a secret is not among them. */
export const changedFields = (before: Fields, now: Fields): FieldRow[] =>
  [...new Set([...Object.keys(before), ...Object.keys(now)])]
    .filter((name) => before[name] !== now[name])
    .map((name) => [displayText(name, 80), valueText(before[name]), valueText(now[name])]);

const valueText = (value: Fields[string] | undefined): string =>
  value === undefined ? 'none' : displayText(String(value), 400);

export const changeFields = (
  now: Resolved,
  changed: readonly FieldRow[],
  users: readonly User[],
): Change => ({
  about: aboutConnection(now.record),
  shown: {
    kind: 'move-connection',
    question: 'Change as whom this connection acts?',
    parts: [
      ...placeParts(
        now.authority,
        now.provider.auth,
        'It goes to',
        'It starts this program on this computer',
      ),
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
        now.provider.auth,
        'It would go to',
        'It would start this program on this computer',
      ),
      ...(before === undefined
        ? []
        : [{ head: 'What changes', rows: differing(authorityRows(before, now.authority)) }]),
      ...(changed.length === 0 ? [] : [{ head: 'Fields', rows: [...changed] }]),
      connectionPart(now),
      usersPart('Who uses it, and is suspended until you confirm it', users),
      ifUnexpected,
    ],
    yes: 'Move',
  },
});

export const moveScope = (resolved: Resolved, scope: Scope, users: readonly User[]): Change => ({
  about: aboutConnection(resolved.record),
  shown: {
    kind: 'move-scope',
    question:
      scope === 'workspace'
        ? 'Make this a connection of the workspace?'
        : 'Make this a connection of yours, in every workspace?',
    parts: [
      ...placeParts(
        resolved.authority,
        resolved.provider.auth,
        'It goes to',
        'It starts this program on this computer',
      ),
      connectionPart(resolved),
      usersPart('Who keeps access to it', users),
      ifUnexpected,
    ],
    yes: 'Move',
  },
});

export const replaceSecret = (
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
        resolved.provider.auth,
        'It goes to',
        'It starts this program on this computer',
      ),
      connectionPart(resolved),
      { head: 'What is replaced', texts: [fields.join(', ')] },
      usersPart('Who uses it; what they send arrives at the account of the new secret', users),
      ifUnexpected,
    ],
    yes: 'Replace',
  },
});

export const signIn = (
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
        resolved.provider.auth,
        'It goes to, and you would sign in at',
        'It starts this program on this computer',
      ),
      ...(wanted.more.length === 0
        ? []
        : [{ head: 'For more rights than before', texts: wanted.more.map((one) => displayText(one, 200)) }]),
      ...(wanted.flow === 'deviceCode'
        ? [
            {
              head: 'By a code that is entered in a browser',
              texts: ['Enter it yourself: whoever enters it decides whose account is used.'],
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
    question: 'Bring back a deleted connection?',
    parts: [
      { head: 'Connection', texts: [quoted(displayName)] },
      usersPart('Who may use it again', users),
      ifUnexpected,
    ],
    yes: 'Bring back',
  },
});
