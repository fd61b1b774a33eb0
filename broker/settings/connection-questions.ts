import { asciiOrigin, type OauthFlow } from '@valetkey/api-contracts';
import { displayText } from '../consent/display-text.ts';
import { authorityRows } from '../contracts/authority-rows.ts';
import type { Authority, ConnectionRecord } from '../contracts/connection.ts';
import type { Message } from '../contracts/texts/message.ts';
import type { Say } from '../contracts/texts/say.ts';
import type { Resolved } from '../resolve/resolve-connection.ts';
import type { Change } from './plan.ts';
import {
  aboutConnection,
  connectionPart,
  differingTexts,
  ifUnexpected,
  type PromptPart,
  placeParts,
  quoted,
  type Row,
  type User,
  usersPart,
} from './question-parts.ts';

export type ContactFor = 'test' | 'draft' | 'secret' | 'choices' | 'sign-in';

const reasons = {
  test: 'The settings page requested a test of this connection.',
  draft: 'The settings page requested a test of unsaved values.',
  secret: 'The settings page requested a test of a new secret before saving it.',
  choices: 'The settings page requested the service’s list of choices.',
  'sign-in': 'The settings page requested a sign-in.',
} as const satisfies Readonly<Record<ContactFor, Message>>;

export const contactQuestion = (resolved: Resolved, hosts: readonly string[], why: ContactFor): Change => ({
  about: aboutConnection(resolved.record),
  shown: (say) => ({
    kind: 'contact',
    question:
      hosts.length === 1
        ? say('Contact this host for the first time?')
        : say('Contact these hosts for the first time?'),
    parts: [
      { head: say('Valetkey would send requests to'), origins: hosts.map(asciiOrigin) },
      { head: say('Why'), texts: [say(reasons[why]), say('The requests carry the secret entered for it.')] },
      connectionPart(say, resolved),
      ifUnexpected(say),
    ],
    yes: say('Contact'),
  }),
});

type SavedFields = ConnectionRecord['fields'];

/** Plain fields whose values differ, each with both: a secret is not among them. */
export const changedFields = (before: SavedFields, now: SavedFields): Row[] =>
  [...new Set([...Object.keys(before), ...Object.keys(now)])]
    .filter((name) => before[name] !== now[name])
    .map((name) => [displayText(name, 80), valueText(before[name]), valueText(now[name])]);

/** Whole: an escape makes at most ten characters of one, and a value has 2,000. */
const valueText = (value: SavedFields[string] | undefined): string =>
  value === undefined ? 'none' : displayText(String(value), 20_000);

const placesNow = (say: Say, { authority, inUse }: Resolved): PromptPart[] =>
  placeParts(authority, inUse.auth, say('It goes to'), say('It runs this program on this computer'));

export const changeFieldsQuestion = (
  now: Resolved,
  changed: readonly Row[],
  users: readonly User[],
): Change => ({
  about: aboutConnection(now.record),
  shown: (say) => ({
    kind: 'move-connection',
    question: say('Change the account that this connection acts as?'),
    parts: [
      ...placesNow(say, now),
      { head: say('What changes'), rows: [...changed] },
      connectionPart(say, now),
      usersPart(say, say('Who uses it'), users),
      ifUnexpected(say),
    ],
    yes: say('Change'),
  }),
});

export const moveConnectionQuestion = (
  before: Authority | undefined,
  now: Resolved,
  changed: readonly Row[],
  users: readonly User[],
): Change => ({
  about: aboutConnection(now.record),
  shown: (say) => ({
    kind: 'move-connection',
    question: say('Move this connection to another place?'),
    parts: [
      ...placeParts(
        now.authority,
        now.inUse.auth,
        say('It would go to'),
        say('It would run this program on this computer'),
      ),
      ...(before === undefined
        ? []
        : [{ head: say('What changes'), rows: differingTexts(authorityRows(say, before, now.authority)) }]),
      ...(changed.length === 0 ? [] : [{ head: say('Fields'), rows: [...changed] }]),
      connectionPart(say, now),
      usersPart(say, say('Extensions that use it; suspended until you confirm'), users),
      ifUnexpected(say),
    ],
    yes: say('Move'),
  }),
});

export const moveScopeQuestion = (from: Resolved, to: Resolved, users: readonly User[]): Change => ({
  about: aboutConnection(to.record),
  shown: (say) => ({
    kind: 'move-scope',
    question:
      to.record.scope === 'user'
        ? say('Use this connection in all your workspaces?')
        : from.record.scope === 'user'
          ? say('Limit this connection to the workspace?')
          : say('Move this connection to the workspace that is open?'),
    parts: [
      ...placesNow(say, to),
      { head: say('What changes'), rows: differingTexts(authorityRows(say, from.authority, to.authority)) },
      connectionPart(say, to),
      usersPart(say, say('Who keeps access to it'), users),
      ifUnexpected(say),
    ],
    yes: say('Move'),
  }),
});

export const replaceSecretQuestion = (
  resolved: Resolved,
  fields: readonly string[],
  users: readonly User[],
): Change => ({
  about: aboutConnection(resolved.record),
  shown: (say) => ({
    kind: 'replace-secret',
    question: say('Replace the secret of this connection?'),
    parts: [
      ...placesNow(say, resolved),
      connectionPart(say, resolved),
      { head: say('What is replaced'), texts: [fields.join(', ')] },
      usersPart(
        say,
        say('Extensions that use it; their requests will act as the new secret’s account'),
        users,
      ),
      ifUnexpected(say),
    ],
    yes: say('Replace'),
  }),
});

export const signInQuestion = (
  resolved: Resolved,
  wanted: { readonly flow: OauthFlow | undefined; readonly more: readonly string[] },
  users: readonly User[],
): Change => ({
  about: aboutConnection(resolved.record),
  shown: (say) => ({
    kind: 'sign-in',
    question: say('Sign in for this connection?'),
    parts: [
      ...placeParts(
        resolved.authority,
        resolved.inUse.auth,
        say('It goes to and you would sign in at'),
        say('It runs this program on this computer'),
      ),
      ...(wanted.more.length === 0
        ? []
        : [{ head: say('Additional rights'), texts: wanted.more.map((one) => displayText(one, 200)) }]),
      ...(wanted.flow === 'deviceCode'
        ? [
            {
              head: say('Sign-in with a code in a browser'),
              texts: [say('Enter the code yourself: the person who enters it chooses the account.')],
            },
          ]
        : []),
      connectionPart(say, resolved),
      ...(users.length === 0 ? [] : [usersPart(say, say('Who uses it'), users)]),
      ifUnexpected(say),
    ],
    yes: say('Sign in'),
  }),
});

export const undoDeleteQuestion = (
  { id, displayName }: Pick<ConnectionRecord, 'id' | 'displayName'>,
  users: readonly User[],
): Change => ({
  about: { connectionId: id },
  shown: (say) => ({
    kind: 'undo-delete',
    question: say('Restore a deleted connection?'),
    parts: [
      { head: say('Connection'), texts: [quoted(say, displayName)] },
      usersPart(say, say('Extensions that may use it again'), users),
      ifUnexpected(say),
    ],
    yes: say('Restore'),
  }),
});
