import { plainText } from '@valetkey/api-contracts';
import type { ChangePart, ChangePrompt } from '@valetkey/broker/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { diffTable } from '../diff-table.ts';
import { originText } from '../origin-text.ts';
import { say } from '../say.ts';
import { toolChangesTable } from '../tool-changes.ts';

/** A question about what the settings page wants; main has put it into words. */
export function changeContent({ question, parts, toolChanges }: ChangePrompt): TemplateResult {
  return html`
  <section class="question"><p>${plainText(question)}</p></section>
  ${parts.map(partContent)}
  ${
    toolChanges === undefined
      ? nothing
      : html`<section class="changes"><h2>${say('MCP tools that changed')}</h2>${toolChangesTable(toolChanges)}</section>`
  }
`;
}

const partContent = ({ head, origins = [], command, texts = [], rows }: ChangePart): TemplateResult => html`
  <section>
    <h2>${plainText(head)}</h2>
    ${origins.length === 0 ? nothing : html`<ul class="origins">${origins.map((one) => html`<li>${originText(one)}</li>`)}</ul>`}
    ${command === undefined ? nothing : html`<p class="mcp"><code>${plainText(command)}</code></p>`}
    ${texts.map((text) => html`<p class="theirs">${plainText(text)}</p>`)}
    ${rows === undefined ? nothing : diffTable(say('What'), rows)}
  </section>
`;
