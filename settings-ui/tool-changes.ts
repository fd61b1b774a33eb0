import { type McpToolChanges, type ToolClaim, toolEffectWords } from '@valetkey/broker/contracts';
import { html, type TemplateResult } from 'lit';
import { type DiffRow, diffTable } from './diff-table.ts';
import { say } from './say.ts';

/** What was agreed to, beside what the server lists now: in its own words, all that differs. */
export const toolChangesTable = ({ added, removed, changed }: McpToolChanges): TemplateResult => {
  const rows: readonly DiffRow[] = [
    ...added.map((tool) => [tool.name, say('was not there'), allOf(tool)] as const),
    ...changed.flatMap(({ before, now }) => differing(before, now)),
    ...removed.map((tool) => [tool.name, allOf(tool), say('is gone')] as const),
  ];
  return html`${diffTable(say('MCP tool'), rows)}
  <p class="quiet-text">${say("These are the server's own words. Nobody has checked them.")}</p>`;
};

const allOf = ({ title, description, effect }: ToolClaim): string =>
  [...(title === undefined ? [] : [title]), description, `(${say(toolEffectWords[effect])})`]
    .join(' ')
    .trim();

const differing = (before: ToolClaim, now: ToolClaim): readonly DiffRow[] => {
  const { name: tool } = now;
  const all: readonly DiffRow[] = [
    [say('{tool}: title', { tool }), before.title ?? say('none'), now.title ?? say('none')],
    [say('{tool}: description', { tool }), before.description, now.description],
    [say('{tool}: effect', { tool }), say(toolEffectWords[before.effect]), say(toolEffectWords[now.effect])],
    [say('{tool}: definition', { tool }), before.definition, now.definition],
  ];
  const rows = all.filter(([, then, today]) => then !== today);
  return rows.length > 0
    ? rows
    : [
        [
          say('{tool}: definition', { tool }),
          say('differs beyond the stored part'),
          say('differs beyond the stored part'),
        ],
      ];
};
