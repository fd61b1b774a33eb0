import { displayText } from '../../consent/display-text.ts';
import { type McpAsking, type ToolClaim, toolEffectWords } from '../../contracts/mcp-tools.ts';
import type { PromptChoice } from './terminal-places.ts';

/** With "Always allow". Single tools are chosen in Settings > Access. */
export const askingKeys = '[t] Under Always allow: choose which MCP tool calls to confirm';
export const askingSentences: Readonly<Record<McpAsking['rule'], string>> = {
  every: 'Under Always allow, Valetkey asks before every MCP tool call.',
  destructive: 'Under Always allow, Valetkey asks before calls of MCP tools that may change or delete.',
  none: 'Under Always allow, Valetkey does not ask before MCP tool calls.',
};

/** In the words of its server. */
export const toolLine = ({ name, description, effect }: ToolClaim): string =>
  `${displayText(name, 512)} (${toolEffectWords[effect]})${description === '' ? '' : `: "${displayText(description, 2_400)}"`}`;

/** All of them: what is not on the screen was not agreed to. */
export const toolLines = (choice: PromptChoice, at: number, several: boolean): [string, ...string[]] => [
  `MCP tools${several ? ` of ${at + 1}` : ''}, in the server's words (not checked)`,
  ...(choice.tools === undefined
    ? ['Not known yet. The first list counts as allowed. If it changes later, you are asked again.']
    : choice.tools.map(toolLine)),
];

export const changedToolLines = (all: PromptChoice['toolChanges']): string[] => {
  const { added = [], removed = [], changed = [] } = all ?? {};
  return [
    ...added.map((tool) => `new tool  now     ${toolLine(tool)}`),
    ...changed.flatMap(({ before, now }) => [
      `tool      before  ${toolLine(before)}`,
      `          now     ${toolLine(now)}`,
      ...(before.definition === now.definition
        ? []
        : [
            `          its definition before  ${displayText(before.definition, 5_000)}`,
            `          its definition now     ${displayText(now.definition, 5_000)}`,
          ]),
    ]),
    ...removed.map((tool) => `gone tool before  ${toolLine(tool)}`),
  ];
};
