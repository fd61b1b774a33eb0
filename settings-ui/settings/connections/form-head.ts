import {
  type FieldValue,
  fieldsIn,
  type Oauth2Auth,
  type ProviderField,
  type ProviderView,
  plainText,
  urlOf,
} from '@valetkey/api-contracts';
import { type ConnectionView, contributorText } from '@valetkey/broker/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { button } from '../../components/button.ts';
import { originText } from '../../origin-text.ts';
import { say } from '../../say.ts';
import { programText } from './program-text.ts';

/** What the form is for, who says so, and where the secret will go with what is typed now. */
export function formHead(
  view: ProviderView,
  editing: ConnectionView | undefined,
  typed: Readonly<Record<string, FieldValue | undefined>>,
  openDocumentation: () => unknown,
): TemplateResult {
  const { contributedBy, provider } = view;
  const link = provider.documentation;
  const openIt = button(say('Open in your browser'), openDocumentation, {
    kind: 'quiet',
    icon: 'out',
    key: 'documentation',
    says: say('Open in your browser: the documentation'),
  });
  const title =
    editing === undefined
      ? say('New connection: {service}', { service: plainText(provider.name) })
      : say('Edit {name}', { name: plainText(editing.displayName) });
  return html`<header>
      <h2 tabindex="-1" data-home class="theirs">${title}</h2>
    </header>
    <div>
      <p class="theirs">${plainText(provider.description)}</p>
      <p class="quiet-text small theirs">${say('This service is {contributed}.', { contributed: contributorText(say, contributedBy) })}</p>
      ${
        link === undefined
          ? nothing
          : html`<p class="small"><span class="quiet-text">${say('Documentation (given by the author):')}</span> <code class="documentation">${plainText(link)}</code> ${openIt}</p>`
      }
    </div>
    ${signInAbout(view)}
    ${places(view, typed)}`;
}

/** What nobody could know who reads only this page: that no page opens, and whose the ID token is. */
const signInAbout = ({ provider: { auth, fields } }: ProviderView): TemplateResult | typeof nothing => {
  const at = auth.kind === 'oauth2' && auth.flows[0] === 'crossApp' ? auth.identityProvider : undefined;
  if (at === undefined) return nothing;
  return html`<p>${say(
    'Your organization’s identity provider vouches for you, and no page opens. It needs the {field} from your organization’s sign-in. When it expires, enter a new one.',
    { field: labelOf(at.idToken, fields) },
  )}</p>`;
};

/** The hosts of what is sent and of the sign-in, and the program where one is started. */
export const places = (
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
              ? say('The access token is sent only to these hosts')
              : say('The secret is sent only to these hosts'),
            hosts,
          ),
        ]
      : []),
    ...(signsIn ? [box(say('These hosts handle the sign-in'), signInHosts(view, auth, typed))] : []),
    ...(signsIn && auth.identityProvider !== undefined
      ? [
          box(
            say('The {field} is sent only to the identity provider', {
              field: labelOf(auth.identityProvider.idToken, fields),
            }),
            originsOf(view, [auth.identityProvider.issuer, auth.identityProvider.token], typed),
          ),
        ]
      : []),
    ...(program === undefined
      ? []
      : [box(say('This program runs on this computer, without a shell'), [html`<code>${program}</code>`])]),
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
    : [say('(chosen by the MCP server at each sign-in)')];

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
    const missing = fieldsIn(start).find((id) => String(filled[id] ?? '') === '');
    if (missing !== undefined)
      return say('(the {field}, once you have entered it)', { field: labelOf(missing, fields) });
    const typed = withTyped(start, filled);
    const url = /^https?:/i.test(typed) ? urlOf(typed) : undefined;
    return url !== undefined
      ? originText(url.origin)
      : say('(incomplete address: {address})', { address: plainText(typed) });
  });
};

/** A template with what is typed now in its place. Main says whether it is an address. */
const withTyped = (template: string, filled: Readonly<Record<string, FieldValue | undefined>>): string =>
  template.replace(/\{([a-z][A-Za-z0-9]{0,39})\}/g, (_, id: string) => String(filled[id] ?? ''));

/** Whether what is typed now sends an edited connection's secret to another host: then what is saved stays behind. */
export const leadsElsewhere = (
  { provider: { origins } }: ProviderView,
  editing: ConnectionView | undefined,
  typed: Readonly<Record<string, FieldValue | undefined>>,
): boolean =>
  editing !== undefined &&
  origins.some((template) => {
    const address = fieldsIn(template).length === 0 ? '' : withTyped(template, typed);
    const url = urlOf(address);
    return url !== undefined && !editing.origins.includes(url.origin);
  });

const labelOf = (id: string, fields: readonly ProviderField[]): string =>
  plainText(fields.find((field) => field.id === id)?.label ?? id);
