import { type ConnectionProvider, levelFrom } from '@valetkey/api-contracts';
import type { ChangeDraft } from '../consent/prompts.ts';
import { admittedSentences, asksSentences, boundSentences } from '../contracts/access-sentences.ts';
import { authorityRows } from '../contracts/authority-rows.ts';
import { uncountedText } from '../contracts/budget-words.ts';
import type { Authority } from '../contracts/connection.ts';
import { consentWords } from '../contracts/consent-words.ts';
import type { GrantRecord, GrantView, Principal } from '../contracts/grant.ts';
import { isOneWord } from '../contracts/inside-quotes.ts';
import { narrows } from '../contracts/limit-choices.ts';
import type { McpAsking, ToolClaim } from '../contracts/mcp-tools.ts';
import type { Message } from '../contracts/texts/message.ts';
import type { Say } from '../contracts/texts/say.ts';
import type { Change } from './plan.ts';
import { differingTexts, ifUnexpected, placeParts, quoted, type User, usersPart } from './question-parts.ts';

const aboutGrant = ({ id, connectionId, principal }: GrantRecord): Change['about'] => ({
  extension: principal.id,
  connectionId,
  grantId: id,
});

export const confirmGrantQuestion = (
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
  return {
    about: aboutGrant(grant),
    shown: (say) => {
      const changed = differingTexts([
        ...authorityRows(say, authority, now.authority),
        [say('Extension version'), principal.version, now.principal.version],
        [say('Extension content'), principal.contentDigest, now.principal.contentDigest],
      ]);
      return {
        kind: 'confirm-grant',
        question: say('Always allow the current version?'),
        parts: [
          ...placeParts(
            now.authority,
            auth,
            say(consentWords.secretTo),
            say('It would run this program on this computer'),
          ),
          ...(changed.length === 0 ? [] : [{ head: say(consentWords.changed), rows: changed }]),
          usersPart(say, say('Allowed extensions'), [named.extension]),
          { head: say(consentWords.may), texts: mayDo(say, grant) },
          { head: say('Connection'), texts: [quoted(say, named.connection)] },
          ifUnexpected(say),
        ],
        toolChanges,
        yes: say('Always allow'),
      };
    },
  };
};

/** What is allowed, and of that no more than what the person left. */
const mayDo = (
  say: Say,
  { caveats, limits, countedCosts }: Pick<GrantRecord, 'caveats' | 'limits' | 'countedCosts'>,
): string[] => {
  const sentences: string[] = [...admittedSentences(say, caveats)];
  if (limits === undefined) return sentences;
  const left = levelFrom(caveats, limits);
  const asks = asksSentences(say, left.methods, limits);
  if (!narrows(limits)) return [...sentences, ...asks];
  const bounds = boundSentences(say, limits, isoText, countedCosts?.unit);
  const only = [...admittedSentences(say, left), ...bounds];
  return [...sentences, say('Of that only: {what}', { what: only.join(' ') }), ...asks];
};

const isoText = (at: number): string => new Date(at).toISOString();

const whenAsked = {
  every: 'before every call',
  destructive: 'before calls of tools that may change or delete',
  none: 'never',
} as const satisfies Readonly<Record<McpAsking['rule'], Message>>;

const askingText = (say: Say, { rule, always, never }: McpAsking): string =>
  [
    say(whenAsked[rule]),
    ...(always.length === 0 ? [] : [say('always at {tools}', { tools: namesOf(say, always) })]),
    ...(never.length === 0 ? [] : [say('never at {tools}', { tools: namesOf(say, never) })]),
  ].join('; ');

const namesOf = (say: Say, tools: readonly string[]): string =>
  tools.map((name) => (isOneWord(name) ? name : quoted(say, name, 256))).join(', ');

export const askLessQuestion = (
  grant: GrantRecord,
  now: McpAsking,
  tools: readonly Pick<ToolClaim, 'name'>[],
  named: { readonly connection: string; readonly extension: User },
): Change => ({
  about: aboutGrant(grant),
  shown: (say) => ({
    kind: 'ask-less',
    question: say('Ask less often before MCP tool calls?'),
    parts: [
      {
        head: say('When Valetkey asks'),
        rows: [
          [
            say('Before a call'),
            grant.mcpAsking === undefined ? say('never') : askingText(say, grant.mcpAsking),
            askingText(say, now),
          ],
        ],
      },
      ...(tools.length === 0
        ? []
        : [
            {
              head: say('These tools would run without asking'),
              texts: [
                namesOf(
                  say,
                  tools.map(({ name }) => name),
                ),
              ],
            },
          ]),
      usersPart(say, say('Who may call them'), [named.extension]),
      { head: say('Connection'), texts: [quoted(say, named.connection)] },
      ifUnexpected(say),
    ],
    yes: say('Ask less'),
  }),
});

export const limitLessQuestion = (
  grant: GrantRecord & Pick<GrantView, 'uncounted'>,
  next: Pick<GrantRecord, 'limits' | 'countedCosts'>,
  named: { readonly connection: string; readonly extension: User },
): Change => ({
  about: aboutGrant(grant),
  shown: (say) => ({
    kind: 'limit-less',
    question: say('Let this extension do more again?'),
    parts: [
      {
        head: say('What it may do now'),
        texts: [...(grant.uncounted === undefined ? [] : [say(uncountedText)]), ...mayDo(say, grant)],
      },
      { head: say('What it could do then'), texts: mayDo(say, { ...grant, ...next }) },
      usersPart(say, say('Who could do it'), [named.extension]),
      { head: say('Connection'), texts: [quoted(say, named.connection)] },
      ifUnexpected(say),
    ],
    yes: say('Allow more'),
  }),
});

export const resumeQuestion: Change = {
  about: {},
  shown: (say) => ({
    kind: 'resume',
    question: say('Let extensions use connections again?'),
    parts: [
      {
        head: say('What happens'),
        texts: [
          say(
            'You stopped everything. After this, extensions can use what you always allowed and ask for more.',
          ),
        ],
      },
      ifUnexpected(say),
    ],
    yes: say('Resume'),
  }),
};
