import { type ConnectionProvider, type Limits, levelFrom } from '@valetkey/api-contracts';
import { displayText } from '../consent/display-text.ts';
import type { ChangeDraft } from '../consent/prompts.ts';
import { admittedSentences, asksSentences, boundSentences } from '../contracts/access-sentences.ts';
import { authorityRows } from '../contracts/authority-rows.ts';
import type { Authority } from '../contracts/connection.ts';
import { consentWords } from '../contracts/consent-words.ts';
import type { GrantRecord, Principal } from '../contracts/grant.ts';
import { narrows } from '../contracts/limit-choices.ts';
import type { McpAsking, ToolClaim } from '../contracts/mcp-tools.ts';
import { english } from '../contracts/texts/say.ts';
import type { Change } from './plan.ts';
import {
  differing,
  ifUnexpected,
  placeParts,
  quoted,
  type Row,
  type User,
  usersPart,
} from './question-parts.ts';

const aboutGrant = ({ id, connectionId, principal }: GrantRecord): Change['about'] => ({
  extension: principal.id,
  connectionId,
  grantId: id,
});

export const confirmGrant = (
  grant: GrantRecord,
  now: {
    readonly authority: Authority;
    readonly principal: Principal;
    readonly auth: ConnectionProvider['auth'];
  },
  toolChanges: ChangeDraft['toolChanges'],
  named: { readonly connection: string; readonly extension: User },
): Change => {
  const { authority, principal } = grant;
  const { auth } = now;
  const rows: Row[] = [
    ...authorityRows(english, authority, now.authority),
    ['Service version', String(authority.providerVersion), String(now.authority.providerVersion)],
    ['Extension version', principal.version, now.principal.version],
    ['Extension content', principal.contentDigest, now.principal.contentDigest],
  ];
  const changed = differing(rows);
  return {
    about: aboutGrant(grant),
    shown: {
      kind: 'confirm-grant',
      question: 'Always allow the current version?',
      parts: [
        ...placeParts(
          now.authority,
          auth,
          consentWords.secretTo,
          'It would run this program on this computer',
        ),
        ...(changed.length === 0 ? [] : [{ head: consentWords.changed, rows: changed }]),
        usersPart('Allowed extensions', [named.extension]),
        { head: consentWords.may, texts: mayDo(grant) },
        { head: 'Connection', texts: [quoted(named.connection)] },
        ifUnexpected,
      ],
      toolChanges,
      yes: 'Always allow',
    },
  };
};

/** What is allowed, and of that no more than what the person left. */
const mayDo = ({ caveats, limits }: Pick<GrantRecord, 'caveats' | 'limits'>): string[] => {
  const sentences: string[] = [...admittedSentences(english, caveats)];
  if (limits === undefined) return sentences;
  const left = levelFrom(caveats, limits);
  const asks = asksSentences(english, left.methods, limits);
  if (!narrows(limits)) return [...sentences, ...asks];
  const only = [...admittedSentences(english, left), ...boundSentences(english, limits, isoText)];
  return [...sentences, `Of that only: ${only.join(' ')}`, ...asks];
};

const isoText = (at: number): string => new Date(at).toISOString();

const whenAsked: Readonly<Record<McpAsking['rule'], string>> = {
  every: 'before every call',
  destructive: 'before calls of tools that may change or delete',
  none: 'never',
};

const askingText = ({ rule, always, never }: McpAsking): string =>
  [
    whenAsked[rule],
    ...(always.length === 0 ? [] : [`always at ${always.map((name) => displayText(name, 256)).join(', ')}`]),
    ...(never.length === 0 ? [] : [`never at ${never.map((name) => displayText(name, 256)).join(', ')}`]),
  ].join('; ');

export const askLess = (
  grant: GrantRecord,
  now: McpAsking,
  tools: readonly Pick<ToolClaim, 'name'>[],
  named: { readonly connection: string; readonly extension: User },
): Change => ({
  about: aboutGrant(grant),
  shown: {
    kind: 'ask-less',
    question: 'Ask less often before MCP tool calls?',
    parts: [
      {
        head: 'When Valetkey asks',
        rows: [
          [
            'Before a call',
            grant.mcpAsking === undefined ? 'never' : askingText(grant.mcpAsking),
            askingText(now),
          ],
        ],
      },
      ...(tools.length === 0
        ? []
        : [
            {
              head: 'These tools would run without asking',
              texts: [tools.map(({ name }) => displayText(name, 256)).join(', ')],
            },
          ]),
      usersPart('Who may call them', [named.extension]),
      { head: 'Connection', texts: [quoted(named.connection)] },
      ifUnexpected,
    ],
    yes: 'Ask less',
  },
});

export const limitLess = (
  grant: GrantRecord,
  limits: Limits,
  named: { readonly connection: string; readonly extension: User },
): Change => ({
  about: aboutGrant(grant),
  shown: {
    kind: 'limit-less',
    question: 'Let this extension do more again?',
    parts: [
      { head: 'What it may do now', texts: mayDo(grant) },
      { head: 'What it could do then', texts: mayDo({ ...grant, limits }) },
      usersPart('Who could do it', [named.extension]),
      { head: 'Connection', texts: [quoted(named.connection)] },
      ifUnexpected,
    ],
    yes: 'Allow more',
  },
});

export const resume: Change = {
  about: {},
  shown: {
    kind: 'resume',
    question: 'Let extensions use connections again?',
    parts: [
      {
        head: 'What happens',
        texts: [
          'You stopped everything. After this, extensions can use what you always allowed and ask for more.',
        ],
      },
      ifUnexpected,
    ],
    yes: 'Resume',
  },
};
