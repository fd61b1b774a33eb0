import { displayText } from '../../consent/display-text.ts';
import { isOneWord } from '../../contracts/inside-quotes.ts';
import { type McpAsking, type ToolClaim, toolEffectWords } from '../../contracts/mcp-tools.ts';
import type { Message } from '../../contracts/texts/message.ts';
import type { Say } from '../../contracts/texts/say.ts';
import { beforeAndNow, beside, whenLine } from './terminal-column.ts';
import { type PromptChoice, quotedText } from './terminal-places.ts';

/** With "Always allow". Single tools are chosen in Settings > Access. */
export const askingSentences = {
  every: 'Under Always allow, Valetkey asks before every MCP tool call.',
  destructive: 'Under Always allow, Valetkey asks before calls of MCP tools that may change or delete.',
  none: 'Under Always allow, Valetkey does not ask before MCP tool calls.',
} as const satisfies Readonly<Record<McpAsking['rule'], Message>>;

/** In the words of its server. */
export const toolLine = (say: Say, { name, description, effect }: ToolClaim): string =>
  `${nameOfTool(say, name)} (${say(toolEffectWords[effect])})${description === '' ? '' : `: ${quotedText(say, description, 2_400)}`}`;

const nameOfTool = (say: Say, name: string): string => (isOneWord(name) ? name : quotedText(say, name, 512));

/** All of them: what is not on the screen was not agreed to. */
export const toolLines = (
  say: Say,
  { tools }: PromptChoice,
  at: number,
  several: boolean,
): [string, ...string[]] => [
  several
    ? say("MCP tools of {connection}, in the server's words (not checked)", { connection: at + 1 })
    : say("MCP tools, in the server's words (not checked)"),
  ...(tools === undefined
    ? [say('Not known yet. The first list counts as allowed. If it changes later, you are asked again.')]
    : tools.map((tool) => toolLine(say, tool))),
];

export const changedToolLines = (say: Say, all: PromptChoice['toolChanges']): string[] => {
  const { added = [], removed = [], changed = [] } = all ?? {};
  const definition = (when: 'before' | 'now', tool: ToolClaim): string =>
    beside(
      say,
      undefined,
      `${say('its definition')} ${whenLine(say, when, displayText(tool.definition, 5_000))}`,
    );
  return [
    ...added.map((tool) => beside(say, 'new tool', whenLine(say, 'now', toolLine(say, tool)))),
    ...changed.flatMap(({ before, now }) => [
      ...beforeAndNow(say, 'tool', toolLine(say, before), toolLine(say, now)),
      ...(before.definition === now.definition ? [] : [definition('before', before), definition('now', now)]),
    ]),
    ...removed.map((tool) => beside(say, 'gone tool', whenLine(say, 'before', toolLine(say, tool)))),
  ];
};
