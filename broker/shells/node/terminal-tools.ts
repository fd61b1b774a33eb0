import { type ConsentPrompt, type McpAsking, type ToolClaim, toolEffectWords } from '@valetkey/api-contracts';
import { displayText } from '../../consent/display-text.ts';

type Choice = ConsentPrompt['choices'][number];

/** With "Always allow". Single tools are chosen in Settings > Access. */
export const askingKeys = '[t] With Always allow: at which MCP tools to ask each time';
export const askingSentences: Readonly<Record<McpAsking['rule'], string>> = {
  every: 'With Always allow you are asked at each call of every MCP tool.',
  destructive: 'With Always allow you are asked at each call of MCP tools that may change or delete.',
  none: 'With Always allow you are not asked again at any MCP tool.',
};

/** In the words of its server. */
export const toolLine = ({ name, description, effect }: ToolClaim): string =>
  `${displayText(name, 512)} (${toolEffectWords[effect]})${description === '' ? '' : `: "${displayText(description, 2_400)}"`}`;

/** All of them: what is not on the screen was not agreed to. */
export const toolLines = (choice: Choice, at: number, several: boolean): [string, ...string[]] => [
  `MCP tools${several ? ` of ${at + 1}` : ''}, in the server's words, which nobody checked`,
  ...(choice.tools === undefined
    ? [
        'Nobody has seen its list yet: the first one counts as allowed; if it changes after that, you are asked.',
      ]
    : choice.tools.map(toolLine)),
];

export const changedToolLines = (all: Choice['toolChanges']): string[] => {
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
