import { type ExtensionView, fieldIn, type ProviderView, plainText } from '@valetkey/api-contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { button } from '../../components/button.ts';
import { icon } from '../../components/icon.ts';
import { searchField } from '../../components/search-and-select.ts';
import { serviceIcon } from '../../components/service-icon.ts';
import { originText } from '../../origin-text.ts';
import type { LiveData } from '../live-data.ts';
import { programText } from './program-text.ts';
import { signInKind } from './sign-in-words.ts';

/** Hosts before names: a name is a claim of whoever contributed it. */
export const providerGallery = (
  { providers, extensions }: Pick<LiveData, 'providers' | 'extensions'>,
  choose: (provider: ProviderView) => void,
  cancel: () => void,
  text: string,
  search: (text: string) => void,
): TemplateResult => html`<div class="gallery">
  <header>
    <h2 tabindex="-1" data-home>Connect to what?</h2>
    ${button('Cancel', cancel, { key: 'cancel' })}
  </header>
  ${searchField('Search services', text, search)}
  ${
    providers === undefined
      ? html`<p class="quiet-text" role="status">Looking up the services…</p>`
      : cards(fitting(providers, text), extensions, choose)
  }
</div>`;

const cards = (
  providers: readonly ProviderView[],
  extensions: readonly ExtensionView[] | undefined,
  choose: (provider: ProviderView) => void,
): TemplateResult =>
  providers.length === 0
    ? html`<p class="quiet-text">No service of that kind is described here. An extension can contribute one.</p>`
    : html`<ul class="cards">${providers.map((view) => html`<li>${card(view, extensionOf(view, extensions), choose)}</li>`)}</ul>`;

/** Every word stands in its name, description, hosts, id or contributor. What an extension contributed comes first. */
const fitting = (providers: readonly ProviderView[], text: string): readonly ProviderView[] => {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = ({ provider, providerId, contributedBy }: ProviderView): boolean => {
    const all = [provider.name, provider.description, ...provider.origins, providerId, contributedBy];
    return words.every((word) => all.join('\n').toLowerCase().includes(word));
  };
  const isBuiltIn = ({ contributedBy }: ProviderView): boolean => contributedBy === 'built in';
  return providers.filter(fits).sort((a, b) => Number(isBuiltIn(a)) - Number(isBuiltIn(b)));
};

const card = (
  view: ProviderView,
  extension: ExtensionView | undefined,
  choose: (provider: ProviderView) => void,
): TemplateResult => {
  const { provider, providerId } = view;
  const name = plainText(provider.name);
  const asks = provider.fields.filter(({ required }) => required).map(({ label }) => plainText(label));
  const kind = signInKind(provider.auth);
  const program = programText(provider);
  return html`<article class="card" aria-label=${name}>
    <p class="hosts small"><span class="quiet-text">${goesTo(view)}</span> ${provider.origins.map((one) => html`<span>${host(one, view)}</span> `)}${program === undefined ? nothing : html`<code class="theirs">${program}</code>`}</p>
    <header>
      ${serviceIcon({ name, id: providerId, png: extension?.icon })}
      <div>
        <h3 class="theirs">${name}</h3>
        <p class="quiet-text small kind">${icon(kind.icon)}${kind.words}</p>
      </div>
    </header>
    <p class="theirs">${plainText(provider.description)}</p>
    <dl class="facts small">
      <dt>Asks for</dt>
      <dd class="theirs">${asks.length === 0 ? 'nothing' : asks.join(', ')}</dd>
      ${from(view, extension)}
    </dl>
    ${button('Connect', () => choose(view), { says: `Connect to ${name}`, key: `connect ${providerId}` })}
  </article>`;
};

/** Who says so: an extension, which anybody can write, with the publisher that it names; or this program. */
const from = (
  { providerId, contributedBy }: ProviderView,
  extension: ExtensionView | undefined,
): TemplateResult => {
  const publisher = ownerOf(providerId)?.split('.')[0];
  if (publisher === undefined) {
    return html`<dt>From</dt>
      <dd>built into Valetkey <code>${providerId}</code></dd>`;
  }
  const named = extension === undefined ? contributedBy : extension.displayName;
  return html`<dt>Extension</dt>
    <dd class="theirs">${plainText(named)} <code>${providerId}</code></dd>
    <dt>Publisher</dt>
    <dd><code>${publisher}</code></dd>`;
};

/** The extension that contributes it; none for what is built in. */
const ownerOf = (providerId: string): string | undefined =>
  providerId.includes('/') ? providerId.slice(0, providerId.indexOf('/')) : undefined;

export const extensionOf = (
  { providerId }: Pick<ProviderView, 'providerId'>,
  extensions: readonly ExtensionView[] | undefined,
): ExtensionView | undefined => extensions?.find(({ id }) => id === ownerOf(providerId));

/** A secret that signs somebody in goes elsewhere, too: the form names both. */
const goesTo = ({ provider: { origins, auth } }: ProviderView): string => {
  if (origins.length === 0) return 'Runs a program here';
  return auth.kind === 'oauth2' ? 'What its sign-in gives goes to' : 'Secret goes to';
};

const host = (template: string, { provider }: ProviderView): TemplateResult => {
  const id = fieldIn(template);
  if (id === undefined) return originText(template);
  const label = provider.fields.find((field) => field.id === id)?.label ?? id;
  return html`<em>the ${plainText(label)} that you enter</em>`;
};
