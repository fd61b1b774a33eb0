import { plainText } from '@valetkey/api-contracts';
import type { ChangeRow } from '@valetkey/broker/contracts';
import { html, type TemplateResult } from 'lit';
import { say } from './say.ts';

export function diffTable(what: string, rows: readonly ChangeRow[]): TemplateResult {
  return html`<table class="diff">
  <thead><tr>${[what, say('Then'), say('Now')].map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
  <tbody>${rows.map(
    ([head, before, now]) =>
      html`<tr><th scope="row">${plainText(head)}</th><td><del>${plainText(before)}</del></td><td><ins>${plainText(now)}</ins></td></tr>`,
  )}</tbody>
</table>`;
}
