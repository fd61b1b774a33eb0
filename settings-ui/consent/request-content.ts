import { plainText } from '@valetkey/api-contracts';
import {
  type AskedRequest,
  type AskedRequestBody,
  type ConsentPrompt,
  consentWords,
} from '@valetkey/broker/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { originText } from '../origin-text.ts';
import { say } from '../say.ts';
import { partsList } from './call-content.ts';
import { type Choice, reasonContent, whoAsks } from './consent-content.ts';

/** The question about one request: where to, what it sends, and who. */
export function requestContent(
  prompt: ConsentPrompt,
  { method, origin, target, headers, body }: AskedRequest,
  { displayName }: Choice,
): TemplateResult {
  return html`
  <section class="origins">
    <h2>${say(consentWords.request)}</h2>
    <ul><li>${originText(origin)}</li></ul>
    <p class="mcp"><code><strong>${method}</strong> ${plainText(target)}</code></p>
  </section>
  <section class="arguments">
    <h2>${say(consentWords.body)}</h2>
    ${body === undefined ? html`<p>${say(consentWords.noBody)}</p>` : bodyContent(body)}
  </section>
  ${
    headers.length === 0
      ? nothing
      : html`<section class="arguments"><h2>${say(consentWords.headers)}</h2>${partsList(headers)}</section>`
  }
  <section class="who"><h2>${say(consentWords.who)}</h2>${whoAsks(prompt)}</section>
  ${reasonContent(prompt)}
  <section class="connection">
    <h2>${say('Connection')}</h2>
    <p class="theirs">${plainText(displayName)}</p>
  </section>
`;
}

const bodyContent = ({ lines, cut }: AskedRequestBody): TemplateResult =>
  html`<pre class="body">${lines.map((line) => `${plainText(line)}\n`)}</pre>
        ${cut === 0 ? nothing : html`<p><strong>${say.count('And {count} more characters not shown.', cut)}</strong></p>`}`;
