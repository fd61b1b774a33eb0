import { plainText } from '@valetkey/api-contracts';
import { consentWords, type ElicitationPrompt, type ElicitedValue } from '@valetkey/broker/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { originText } from '../origin-text.ts';
import { say } from '../say.ts';
import { elicitationField } from './elicitation-field.ts';

/** The question, in the order in which it can be trusted: where the answer goes, then who asks, then their words. */
export function elicitationContent(
  prompt: ElicitationPrompt,
  values: readonly ElicitedValue[],
  misfits: readonly (string | undefined)[],
  set: (at: number, value: ElicitedValue) => void,
): TemplateResult {
  return html`
  ${placePart(prompt)}
  <section class="who">
    <h2>${say(consentWords.who)}</h2>
    <p class="name">${plainText(prompt.server)}</p>
    <p class="quiet-text">${say('This is how the MCP server of “{connection}” calls itself.', { connection: plainText(prompt.connection.displayName) })}</p>
    <p>
      ${say.parts('For the extension {extension} ({id} by {publisher})', {
        extension: html`<strong class="theirs">${plainText(prompt.extension.displayName)}</strong>`,
        id: html`<code>${prompt.extension.id}</code>`,
        publisher: plainText(prompt.extension.publisher),
      })}
    </p>
  </section>
  <section class="reason">
    <h2>${say("Question, in the server's own words")}</h2>
    <blockquote>${say('“{text}”', { text: plainText(prompt.message) })}</blockquote>
    <p class="quiet-text">${say('Nobody has checked this. The server may pass your answer on to the extension.')}</p>
  </section>
  ${
    prompt.looksSecret
      ? html`<p class="told-secret" role="note">
          <strong>${say('This looks like a question for a password or another secret.')}</strong>
          ${say('Do not enter one: a server that needs it should open its own page.')}
        </p>`
      : nothing
  }
  ${
    prompt.asks.mode === 'form'
      ? html`<form class="elicited" @submit=${(event: Event) => event.preventDefault()}>
          ${prompt.asks.fields.map((field, at) =>
            elicitationField(field, {
              at,
              value: values[at] ?? null,
              misfit: misfits[at],
              set: (value) => set(at, value),
            }),
          )}
        </form>`
      : nothing
  }
`;
}

const placePart = ({ asks, connection }: ElicitationPrompt): TemplateResult =>
  asks.mode === 'url'
    ? html`<section class="origins">
        <h2>${say('Page that would open in your browser')}</h2>
        <ul><li>${originText(asks.origin)}</li></ul>
        <p class="mcp"><code>${plainText(asks.address)}</code></p>
      </section>`
    : html`<section class="origins">
        <h2>${say('Your answer would be sent to')}</h2>
        ${
          connection.program === undefined
            ? html`<ul>${connection.origins.map((origin) => html`<li>${originText(origin)}</li>`)}</ul>`
            : html`<p class="mcp"><code>${plainText(connection.program)}</code></p>`
        }
      </section>`;
