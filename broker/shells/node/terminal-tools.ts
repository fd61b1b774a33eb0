import { displayText } from '../../consent/display-text.ts';
import {
  type McpAsking,
  type McpToolChanges,
  type ToolClaim,
  toolEffectWords,
} from '../../contracts/mcp-tools.ts';
import type { Message } from '../../contracts/texts/message.ts';
import type { Say } from '../../contracts/texts/say.ts';
import { nameOfTool, toolChangeRows } from '../../contracts/tool-change-rows.ts';
import { rowLines } from './terminal-column.ts';
import { type PromptChoice, quotedText } from './terminal-places.ts';

/** With "Always allow". Single tools are chosen in Settings > Access. */
export const askingSentences = {
  every: 'Under Always allow, Valetkey asks before every MCP tool call.',
  destructive: 'Under Always allow, Valetkey asks before calls of MCP tools that may change or delete.',
  none: 'Under Always allow, Valetkey does not ask before MCP tool calls.',
} as const satisfies Readonly<Record<McpAsking['rule'], Message>>;

/** In the words of its server. */
export const toolLine = (say: Say, { name, description, effect }: ToolClaim): string =>
  `${displayText(nameOfTool(say, name), 512)} (${say(toolEffectWords[effect])})${description === '' ? '' : `: ${quotedText(say, description, 2_400)}`}`;

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

export const changedToolLines = (say: Say, changes: McpToolChanges): string[] => [
  ...toolChangeRows(say, changes).flatMap((row) => rowLines(say, row)),
  say("These are the server's own words. Nobody has checked them."),
];
