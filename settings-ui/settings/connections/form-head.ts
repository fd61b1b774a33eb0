import {
  type ConnectionView,
  type FieldValue,
  fieldIn,
  type Oauth2Auth,
  type ProviderField,
  type ProviderView,
  plainText,
} from '@valetkey/api-contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { button } from '../../components/button.ts';
import { contributorText } from '../../contributor-text.ts';
import { originText } from '../../origin-text.ts';
import { programText } from './program-text.ts';

/** What the form is for, who says so, and where the secret will go with what is typed now. */
export const formHead = (
  view: ProviderView,
  editing: ConnectionView | undefined,
  typed: Readonly<Record<string, FieldValue | undefined>>,
  openDocumentation: () => unknown,
): TemplateResult => {
  const { contributedBy, provider } = view;
  const link = provider.documentation;
  const openIt = button('Open in your browser', openDocumentation, {
    kind: 'quiet',
    icon: 'out',
    key: 'documentation',
    says: 'Open in your browser: the documentation',
  });
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
          : html`<p class="small"><span class="quiet-text">Documentation, as its author names it:</span> <code class="documentation">${plainText(link)}</code> ${openIt}</p>`
      }
    </div>
    ${signInAbout(view)}
    ${places(view, typed)}`;
};

/** What nobody could know who reads only this page: that no page opens, and whose the ID token is. */
const signInAbout = ({ provider: { auth, fields } }: ProviderView): TemplateResult | typeof nothing => {
  const at = auth.kind === 'oauth2' && auth.flows[0] === 'crossApp' ? auth.identityProvider : undefined;
  if (at === undefined) return nothing;
  return html`<p>Access through your organization: its identity provider vouches for you, and no page opens. For that it
    takes the ${labelOf(at.idToken, fields)}, which your organization’s sign-in gives you; when that has ended, enter a new one.</p>`;
};

/** The hosts of what is sent and of the sign-in, and the program where one is started. */
const places = (
  view: ProviderView,
  typed: Readonly<Record<string, FieldValue | undefined>>,
): TemplateResult[] => {
  const program = programText(view.provider, typed);
  const box = (head: string, lines: readonly unknown[]): TemplateResult => html`<div class="goes-to-box">
      <p class="small quiet-text">${head}</p>
      <ul class="goes-to" aria-live="polite">${lines.map((one) => html`<li>${one}</li>`)}</ul>
    </div>`;
  const { auth, fields } = view.provider;
  const hosts = originsOf(view, view.provider.origins, typed);
  const signsIn = auth.kind === 'oauth2';
  return [
    ...(hosts.length > 0 || program === undefined
      ? [
          box(
            signsIn
              ? 'What the sign-in gives goes to these hosts and nowhere else'
              : 'The secret goes to these hosts and nowhere else',
            hosts,
          ),
        ]
      : []),
    ...(signsIn ? [box('The sign-in itself is kept up at these hosts', signInHosts(view, auth, typed))] : []),
    ...(signsIn && auth.identityProvider !== undefined
      ? [
          box(
            `The ${labelOf(auth.identityProvider.idToken, fields)} goes to the identity provider and nowhere else`,
            originsOf(view, [auth.identityProvider.issuer, auth.identityProvider.token], typed),
          ),
        ]
      : []),
    ...(program === undefined
      ? []
      : [box('This program is started on this computer, without a shell', [html`<code>${program}</code>`])]),
  ];
};

/** Codes and client secrets go there, and tokens that are renewed. */
const signInHosts = (
  view: ProviderView,
  { discovery, issuer, endpoints, origins }: Oauth2Auth,
  typed: Readonly<Record<string, FieldValue | undefined>>,
): (TemplateResult | string)[] =>
  discovery === undefined
    ? originsOf(view, [issuer, ...Object.values(endpoints ?? {}), ...origins], typed)
    : ['(whoever the MCP server names, at each sign-in)'];

/** As typed, each once. What is no origin yet is said, and main refuses it. */
const originsOf = (
  { provider: { fields } }: ProviderView,
  templates: readonly (string | undefined)[],
  filled: Readonly<Record<string, FieldValue | undefined>>,
): (TemplateResult | string)[] => {
  const starts = templates.flatMap(
    (one) => /^(?:\{[A-Za-z0-9]+\}|https?:\/\/[^/]+)/.exec(one ?? '')?.[0] ?? [],
  );
  return [...new Set(starts)].map((start) => {
    const id = fieldIn(start);
    if (id === undefined) return originText(start);
    const typed = String(filled[id] ?? '');
    if (typed === '') return `(the ${labelOf(id, fields)}, once you have entered it)`;
    return URL.canParse(typed) && /^https?:/i.test(typed)
      ? originText(new URL(typed).origin)
      : `(not an address yet: ${plainText(typed)})`;
  });
};

/** Whether what is typed now sends an edited connection's secret to another host: then what is saved stays behind. */
export const leadsElsewhere = (
  { provider: { origins } }: ProviderView,
  editing: ConnectionView | undefined,
  typed: Readonly<Record<string, FieldValue | undefined>>,
): boolean =>
  editing !== undefined &&
  origins.some((template) => {
    const id = fieldIn(template);
    const address = id === undefined ? '' : String(typed[id] ?? '');
    return URL.canParse(address) && !editing.origins.includes(new URL(address).origin);
  });

const labelOf = (id: string, fields: readonly ProviderField[]): string =>
  plainText(fields.find((field) => field.id === id)?.label ?? id);
