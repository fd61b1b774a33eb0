import { fetchReachesMcpSentence, plainText } from '@valetkey/api-contracts';
import {
  accessSentences,
  admittedSentences,
  type ConsentPrompt,
  consentWords,
  contributorText,
} from '@valetkey/broker/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { originText } from '../origin-text.ts';
import { say } from '../say.ts';
import { signInPlaces } from '../sign-in-places.ts';
import { type AskingChoice, toolList } from '../tool-list.ts';
import { type Choice, changesOf } from './changes.ts';
import { headline } from './headline.ts';

export type { Choice } from './changes.ts';

/** The question without its answers: one sentence, then where to, who, with what, how much and how long, then their words. */
export function consentContent(
  prompt: ConsentPrompt,
  choice: Choice,
  picker: TemplateResult,
  /** How the person may allow less than what is asked for. */
  less: { readonly what: TemplateResult; readonly long: TemplateResult },
  asking: AskingChoice,
): TemplateResult {
  return html`
  ${headline(prompt, choice)}
  ${placeContent(choice)}
  ${changesOf(choice)}
  <section class="who"><h2>${say(consentWords.who)}</h2>${whoAsks(prompt)}</section>
  <section class="connection"><h2>${say('Connection')}</h2>${picker}${service(prompt, choice)}</section>
  <section class="may"><h2>${say(consentWords.may)}</h2>${list(mayDo(prompt, choice))}${whatIsNew(choice)}${less.what}</section>
  <section class="long"><h2>${say(consentWords.long)}</h2>${less.long}</section>
  ${reasonContent(prompt)}
  ${toolPart(prompt, choice, asking)}
  ${morePart(choice)}
`;
}

export const reasonContent = ({ reason }: ConsentPrompt): TemplateResult => html`<section class="reason">
    <h2>${say(consentWords.reason)}</h2>
    <blockquote>${say('“{text}”', { text: plainText(reason) })}</blockquote>
    <p class="quiet-text">${say(consentWords.notChecked)}</p>
  </section>`;

const mayDo = ({ access }: ConsentPrompt, { authority, fetchReachesMcp }: Choice): readonly string[] => [
  ...accessSentences(say, { ...access, mcpCallbacks: [] }, authority),
  ...(fetchReachesMcp ? [say(fetchReachesMcpSentence)] : []),
];

/** Beyond what an earlier "Always allow" on this connection was for. */
const whatIsNew = ({ also = [] }: Choice): TemplateResult[] =>
  also
    .flatMap((one) => admittedSentences(say, one))
    .map((one) => html`<p class="new">${say(consentWords.isNew)} ${one}</p>`);

/** Where the secret would go, and what would be started. */
export const placeContent = (choice: Choice): TemplateResult => html`
  ${
    choice.origins.length === 0
      ? nothing
      : html`<section class="origins">
          <h2>${say(consentWords.secretTo)}</h2>
          ${list(choice.origins.map(originText), '')}
        </section>`
  }
  ${mcpPart(choice)}
  ${signInPart(choice)}
`;

/** What the server says that its tools do, and at which calls to ask. */
const toolPart = (
  { access }: ConsentPrompt,
  { tools }: Choice,
  asking: AskingChoice,
): TemplateResult | typeof nothing =>
  access.mcpTools.length === 0
    ? nothing
    : html`<section class="mcp-tools">
        <h2>${say('MCP tools it may call, and when to ask you under Always allow')}</h2>
        ${toolList(tools, asking)}
      </section>`;

/** Whole, however long: a command that is cut could end in anything. */
const mcpPart = ({ authority: { mcp } }: Choice): TemplateResult | typeof nothing =>
  mcp === undefined
    ? nothing
    : html`<section class="mcp"><h2>${say(consentWords.mcpServer)}</h2><p><code>${plainText(mcp)}</code></p></section>`;

const signInPart = ({ authority: { signIn } }: Choice): TemplateResult[] =>
  signInPlaces(signIn).map(
    ({ head, places }) => html`<section class="sign-in"><h2>${head}</h2>${list(places, '')}</section>`,
  );

/** What the user is sent to the service for. Scopes are the service's words, and stand as they are. */
const morePart = ({ moreScopes = [] }: Choice): TemplateResult | typeof nothing =>
  moreScopes.length === 0
    ? nothing
    : html`<section class="more">
        <h2>${say(consentWords.moreScopes)}</h2>
        ${list(moreScopes.map(plainText))}
      </section>`;

export const whoAsks = ({ extension }: ConsentPrompt): TemplateResult => html`
  <p class="name">${plainText(extension.displayName)}</p>
  <p>${say.parts('{id} by {publisher}, version {version}', {
    id: html`<code>${extension.id}</code>`,
    publisher: plainText(extension.publisher),
    version: plainText(extension.version),
  })}</p>
  ${
    extension.known
      ? html`<p class="quiet-text">${say('You have allowed a request from this version before.')}</p>`
      : html`<p class="new">${say(consentWords.firstRequest)}</p>`
  }
`;

const service = ({ provider }: ConsentPrompt, { way }: Choice): TemplateResult =>
  html`<p class="quiet-text">${say.parts('Service: {service}, {contributor}', {
    service: html`<b class="theirs">${plainText(way ?? provider.name)}</b>`,
    contributor: contributorText(say, provider.contributedBy),
  })}</p>`;

const list = (items: readonly unknown[], looks = 'bullets'): TemplateResult =>
  html`<ul class=${looks}>${items.map((item) => html`<li>${item}</li>`)}</ul>`;
