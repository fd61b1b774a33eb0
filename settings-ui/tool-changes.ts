import { type McpToolChanges, type ToolClaim, toolEffectWords } from '@valetkey/broker/contracts';
import { html, type TemplateResult } from 'lit';
import { type DiffRow, diffTable } from './diff-table.ts';

/** What was agreed to, beside what the server lists now: in its own words, all that differs. */
export const toolChangesTable = ({ added, removed, changed }: McpToolChanges): TemplateResult => {
  const rows: readonly DiffRow[] = [
    ...added.map((tool) => [tool.name, 'was not there', allOf(tool)] as const),
    ...changed.flatMap(({ before, now }) => differing(before, now)),
    ...removed.map((tool) => [tool.name, allOf(tool), 'is gone'] as const),
  ];
  return html`${diffTable('MCP tool', rows)}
  <p class="quiet-text">These are the server's own words. Nobody has checked them.</p>`;
};

const allOf = ({ title, description, effect }: ToolClaim): string =>
  [...(title === undefined ? [] : [title]), description, `(${toolEffectWords[effect]})`].join(' ').trim();

const differing = (before: ToolClaim, now: ToolClaim): readonly DiffRow[] => {
  const { name } = now;
  const all: readonly DiffRow[] = [
    [`${name}: title`, before.title ?? 'none', now.title ?? 'none'],
    [`${name}: description`, before.description, now.description],
    [`${name}: effect`, toolEffectWords[before.effect], toolEffectWords[now.effect]],
    [`${name}: definition`, before.definition, now.definition],
  ];
  const rows = all.filter(([, then, today]) => then !== today);
  return rows.length > 0
    ? rows
    : [[`${name}: definition`, 'differs beyond the stored part', 'differs beyond the stored part']];
};
