import type { ConnectionView, FieldValue, ProviderView } from '@valetkey/api-contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { contributorText } from '../../contributor-text.ts';
import { originText } from '../../origin-text.ts';
import { plainText } from '../../plain-text.ts';
import { programText } from './program-text.ts';

/** What the form is for, who says so, and where the secret will go with what is typed now. */
export const formHead = (
  view: ProviderView,
  editing: ConnectionView | undefined,
  typed: Readonly<Record<string, FieldValue | undefined>>,
): TemplateResult => {
  const { contributedBy, provider } = view;
  const link = provider.documentation;
  const title =
    editing === undefined
      ? `New connection: ${plainText(provider.name)}`
      : `Edit ${plainText(editing.displayName)}`;
  return html`<header>
      <h2 tabindex="-1" data-home class="theirs">${title}</h2>
    </header>
    <div>
      <p class="theirs">${plainText(provider.description)}</p>
      <p class="quiet-text small theirs">This service is ${contributorText(contributedBy)}.</p>
      ${
        link === undefined
          ? nothing
          : html`<p class="small"><span class="quiet-text">Documentation, as its author names it:</span> <code class="documentation">${plainText(link)}</code></p>`
      }
    </div>
    ${places(view, typed)}`;
};

/** The hosts, and the program where one is started. */
const places = (
  view: ProviderView,
  typed: Readonly<Record<string, FieldValue | undefined>>,
): TemplateResult[] => {
  const program = programText(view.provider, typed);
  const box = (head: string, lines: readonly unknown[]): TemplateResult => html`<div class="goes-to-box">
      <p class="small quiet-text">${head}</p>
      <ul class="goes-to" aria-live="polite">${lines.map((one) => html`<li>${one}</li>`)}</ul>
    </div>`;
  const hosts = originsOf(view, typed);
  return [
    ...(hosts.length > 0 || program === undefined
      ? [box('The secret goes to these hosts and nowhere else', hosts)]
      : []),
    ...(program === undefined
      ? []
      : [box('This program is started on this computer, without a shell', [html`<code>${program}</code>`])]),
  ];
};

/** As typed. What is no origin yet is said, and main refuses it. */
const originsOf = (
  { provider }: ProviderView,
  filled: Readonly<Record<string, FieldValue | undefined>>,
): (TemplateResult | string)[] =>
  provider.origins.map((template) => {
    const id = /^\{([A-Za-z0-9]+)\}$/.exec(template)?.[1];
    if (id === undefined) return originText(template);
    const typed = String(filled[id] ?? '');
    const label = plainText(provider.fields.find((field) => field.id === id)?.label ?? id);
    if (typed === '') return `(the ${label}, once you have entered it)`;
    return URL.canParse(typed) && /^https?:/i.test(typed)
      ? originText(new URL(typed).origin)
      : `(not an address yet: ${plainText(typed)})`;
  });
