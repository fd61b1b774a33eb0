import { type ChangeRow, differing } from './change-rows.ts';
import { insideQuotes, isOneWord } from './inside-quotes.ts';
import { type McpToolChanges, type ToolClaim, toolEffectWords } from './mcp-tools.ts';
import type { Say } from './texts/say.ts';

/** What was agreed to beside what the server lists now: in its own words, all that differs. */
export function toolChangeRows(say: Say, { added, removed, changed }: McpToolChanges): ChangeRow[] {
  return [
    ...added.map((tool): ChangeRow => [nameOfTool(say, tool.name), say('was not there'), allOf(say, tool)]),
    ...changed.flatMap(({ before, now }) => rowsOf(say, before, now)),
    ...removed.map((tool): ChangeRow => [nameOfTool(say, tool.name), allOf(say, tool), say('is gone')]),
  ];
}

export const nameOfTool = (say: Say, name: string): string => (isOneWord(name) ? name : quoted(say, name));

const quoted = (say: Say, text: string): string => say('"{text}"', { text: insideQuotes(text) });

/** Its server's words in quotation marks: they could go on as what we say of a tool. */
const allOf = (say: Say, { title = '', description, effect }: ToolClaim): string => {
  const words = [title, description].filter((text) => text !== '').map((text) => quoted(say, text));
  return [...words, `(${say(toolEffectWords[effect])})`].join(' ');
};

const rowsOf = (say: Say, before: ToolClaim, now: ToolClaim): readonly ChangeRow[] => {
  const tool = nameOfTool(say, now.name);
  const rows = differing([
    [say('{tool}: title', { tool }), before.title ?? say('none'), now.title ?? say('none')],
    [say('{tool}: description', { tool }), before.description, now.description],
    [say('{tool}: effect', { tool }), say(toolEffectWords[before.effect]), say(toolEffectWords[now.effect])],
    [say('{tool}: definition', { tool }), before.definition, now.definition],
  ]);
  const beyond = say('differs beyond the stored part');
  return rows.length > 0 ? rows : [[say('{tool}: definition', { tool }), beyond, beyond]];
};
