import { plainText } from '@valetkey/api-contracts';
import { type ConsentPrompt, consentWords, type McpCall } from '@valetkey/broker/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { say } from '../say.ts';
import { effectBadge } from '../tool-list.ts';
import { type Choice, placeContent, whoAsks } from './consent-content.ts';

/** The question about one call: where to, which tool, with what, and who. */
export function callContent(
  prompt: ConsentPrompt,
  { tool, parts, more }: McpCall,
  choice: Choice,
): TemplateResult {
  return html`
  ${placeContent(choice)}
  <section class="call">
    <h2>${say('Tool to call')}</h2>
    <p><code class="theirs">${plainText(tool.name)}</code> ${effectBadge(tool)}</p>
    ${
      tool.description === ''
        ? nothing
        : html`<blockquote>${say('“{text}”', { text: plainText(tool.description) })}</blockquote>
          <p class="quiet-text">${say("These are the server's own words. Nobody has checked them.")}</p>`
    }
  </section>
  <section class="arguments">
    <h2>${say('With')}</h2>
    ${parts.length === 0 ? html`<p>${say('no arguments')}</p>` : nothing}
    ${partsList(parts)}
    ${more === 0 ? nothing : html`<p><strong>${say.count('And {count} more arguments not shown.', more)}</strong></p>`}
  </section>
  <section class="who"><h2>${say(consentWords.who)}</h2>${whoAsks(prompt)}</section>
  <section class="connection">
    <h2>${say('Connection')}</h2>
    <p class="theirs">${plainText(choice.displayName)}</p>
  </section>
`;
}

export const partsList = (parts: McpCall['parts']): TemplateResult =>
  html`<dl>${parts.map(
    ({ name, value, cut }) =>
      html`<dt><code>${plainText(name)}</code></dt>
      <dd><code>${plainText(value)}</code>${cut === 0 ? nothing : html` <strong>${say.count('and {count} more characters not shown', cut)}</strong>`}</dd>`,
  )}</dl>`;
