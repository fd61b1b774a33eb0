import {
  type Authority,
  authorityRows,
  type ConnectionProvider,
  callbackSentences,
  type GrantRecord,
  type McpAsking,
  type Principal,
  type ToolClaim,
} from '@valetkey/api-contracts';
import { displayText } from '../consent/display-text.ts';
import type { ChangeDraft } from '../consent/prompts.ts';
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
    ...authorityRows(authority, now.authority),
    ['Service version', String(authority.providerVersion), String(now.authority.providerVersion)],
    ['Extension version', principal.version, now.principal.version],
    ['Extension content', principal.contentDigest, now.principal.contentDigest],
  ];
  const changed = differing(rows);
  return {
    about: aboutGrant(grant),
    shown: {
      kind: 'confirm-grant',
      question: 'Always allow this again, as it is now?',
      parts: [
        ...placeParts(
          now.authority,
          auth,
          'It would send your secret to',
          'It would start this program on this computer',
        ),
        ...(changed.length === 0 ? [] : [{ head: 'Changed since you allowed it', rows: changed }]),
        usersPart('Who may use it', [named.extension]),
        { head: 'What it may do', texts: mayDo(grant.caveats) },
        { head: 'Connection', texts: [quoted(named.connection)] },
        ifUnexpected,
      ],
      ...(toolChanges === undefined ? {} : { toolChanges }),
      yes: 'Always allow',
    },
  };
};

const mayDo = ({ methods, paths, mcpTools, mcpCallbacks = [] }: GrantRecord['caveats']): string[] => [
  ...(methods.length === 0 || paths.length === 0
    ? []
    : [`Send ${methods.join(', ')} requests to ${paths.map((path) => displayText(path, 1_024)).join('  ')}`]),
  ...(mcpTools.length === 0
    ? []
    : [
        mcpTools.includes('*')
          ? 'Use every tool of the MCP server, and its resources and prompts.'
          : `Use these MCP tools: ${mcpTools.map((tool) => displayText(tool, 256)).join(', ')}`,
      ]),
  ...mcpCallbacks.map((one) => callbackSentences[one]),
];

const whenAsked: Readonly<Record<McpAsking['rule'], string>> = {
  every: 'at every call',
  destructive: 'at calls of tools that may change or delete',
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
    question: 'Ask you less before MCP tools are called?',
    parts: [
      {
        head: 'When you are asked',
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
              head: 'These tools would run without asking you',
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

export const resume: Change = {
  about: {},
  shown: {
    kind: 'resume',
    question: 'Let extensions use connections again?',
    parts: [
      {
        head: 'What happens',
        texts: [
          'You stopped everything. Extensions can again do what you always allowed, and ask you for more.',
        ],
      },
      ifUnexpected,
    ],
    yes: 'Resume',
  },
};
