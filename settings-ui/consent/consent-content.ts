import { type ConsentPrompt, fetchReachesMcpSentence, plainText } from '@valetkey/api-contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { accessSentences } from '../access-sentences.ts';
import { contributorText } from '../contributor-text.ts';
import { originText } from '../origin-text.ts';
import { signInPlaces } from '../sign-in-places.ts';
import { type AskingChoice, toolList } from '../tool-list.ts';
import { type Choice, changesOf } from './changes.ts';

export type { Choice } from './changes.ts';

/** The question without its answers, in the order in which it can be trusted: where to, then who, then their words. */
export const consentContent = (
  prompt: ConsentPrompt,
  choice: Choice,
  picker: TemplateResult,
  callbacks: TemplateResult | typeof nothing,
  asking: AskingChoice,
): TemplateResult => html`
  ${placeContent(choice)}
  ${changesOf(choice)}
  <section class="who"><h2>Who asks</h2>${whoAsks(prompt)}</section>
  <section class="reason">
    <h2>Its reason, in its own words</h2>
    <blockquote>“${plainText(prompt.reason)}”</blockquote>
    <p class="quiet-text">Nobody has checked this.</p>
  </section>
  <section class="may"><h2>What it may do</h2>${list(mayDo(prompt, choice))}${callbacks}</section>
  ${toolPart(prompt, choice, asking)}
  ${morePart(choice)}
  <section class="connection"><h2>With which connection</h2>${picker}${service(prompt)}</section>
  <section class="long"><h2>For how long</h2>${list(durations)}</section>
`;

const mayDo = ({ access }: ConsentPrompt, { authority, fetchReachesMcp }: Choice): readonly string[] => [
  ...accessSentences({ ...access, mcpCallbacks: [] }, authority),
  ...(fetchReachesMcp ? [fetchReachesMcpSentence] : []),
];

/** Where the secret would go, and what would be started. */
export const placeContent = (choice: Choice): TemplateResult => html`
  ${
    choice.origins.length === 0
      ? nothing
      : html`<section class="origins">
          <h2>Your secret would be sent to</h2>
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
        <h2>The MCP tools that it could call, and with Always allow, when to ask you</h2>
        ${toolList(tools, asking)}
      </section>`;

/** Whole, however long: a command that is cut could end in anything. */
const mcpPart = ({ authority: { mcp } }: Choice): TemplateResult | typeof nothing =>
  mcp === undefined
    ? nothing
    : html`<section class="mcp"><h2>The MCP server it would use</h2><p><code>${plainText(mcp)}</code></p></section>`;

const signInPart = ({ authority: { signIn } }: Choice): TemplateResult[] =>
  signInPlaces(signIn).map(
    ({ head, places }) => html`<section class="sign-in"><h2>${head}</h2>${list(places, '')}</section>`,
  );

/** What the user is sent to the service for. Scopes are the service's words, and stand as they are. */
const morePart = ({ moreScopes = [] }: Choice): TemplateResult | typeof nothing =>
  moreScopes.length === 0
    ? nothing
    : html`<section class="more">
        <h2>After you allow it, you sign in again for more rights</h2>
        ${list(moreScopes.map(plainText))}
      </section>`;

const durations = [
  'Allow once: until it gives it back or stops, one hour at most. Nothing is stored.',
  'Always allow: until you revoke it, it is unused for 90 days, or the extension or the place changes.',
  'Deny: not now. Closing this window, or not answering, is Deny too.',
] as const;

export const whoAsks = ({ extension }: ConsentPrompt): TemplateResult => html`
  <p class="name">${plainText(extension.displayName)}</p>
  <p><code>${extension.id}</code> by ${plainText(extension.publisher)}, version ${plainText(extension.version)}</p>
  ${
    extension.known
      ? html`<p class="quiet-text">You have allowed exactly this version something before.</p>`
      : html`<p class="new">New: you have never allowed exactly this version anything.</p>`
  }
`;

const service = ({ provider }: ConsentPrompt): TemplateResult =>
  html`<p class="quiet-text">Service: ${plainText(provider.name)}, ${contributorText(provider.contributedBy)}</p>`;

const list = (items: readonly unknown[], looks = 'bullets'): TemplateResult =>
  html`<ul class=${looks}>${items.map((item) => html`<li>${item}</li>`)}</ul>`;
