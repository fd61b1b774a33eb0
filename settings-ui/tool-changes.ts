import { type McpToolChanges, plainText, type ToolClaim, toolEffectWords } from '@valetkey/api-contracts';
import { html, type TemplateResult } from 'lit';

/** What was agreed to, beside what the server lists now: in its own words, all that differs. */
export const toolChangesTable = ({ added, removed, changed }: McpToolChanges): TemplateResult => {
  const rows: readonly (readonly [string, string, string])[] = [
    ...added.map((tool) => [tool.name, 'was not there', allOf(tool)] as const),
    ...changed.flatMap(({ before, now }) => differing(before, now)),
    ...removed.map((tool) => [tool.name, allOf(tool), 'is gone'] as const),
  ];
  return html`<table class="diff">
    <thead><tr>${['MCP tool', 'Then', 'Now'].map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
    <tbody>${rows.map(
      ([head, before, now]) =>
        html`<tr><th scope="row">${plainText(head)}</th><td><del>${plainText(before)}</del></td><td><ins>${plainText(now)}</ins></td></tr>`,
    )}</tbody>
  </table>
  <p class="quiet-text">These are the server's own words. Nobody has checked them.</p>`;
};

const allOf = ({ title, description, effect }: ToolClaim): string =>
  [...(title === undefined ? [] : [title]), description, `(${toolEffectWords[effect]})`].join(' ').trim();

const differing = (before: ToolClaim, now: ToolClaim): (readonly [string, string, string])[] => {
  const { name } = now;
  const rows = (
    [
      [`${name}: title`, before.title ?? 'none', now.title ?? 'none'],
      [`${name}: description`, before.description, now.description],
      [`${name}: effect`, toolEffectWords[before.effect], toolEffectWords[now.effect]],
      [`${name}: definition`, before.definition, now.definition],
    ] as const
  ).filter(([, then, today]) => then !== today);
  return rows.length > 0
    ? rows
    : [[`${name}: definition`, 'differs behind what is kept of it', 'differs behind what is kept of it']];
};
