import type { ProviderView } from '@valetkey/api-contracts';
import { html, type TemplateResult } from 'lit';
import { button } from '../../components/button.ts';
import { searchField } from '../../components/search-and-select.ts';
import { contributorText } from '../../contributor-text.ts';
import { originText } from '../../origin-text.ts';
import { plainText } from '../../plain-text.ts';

/** Hosts before names: a name is a claim of whoever contributed it. */
export const providerGallery = (
  providers: readonly ProviderView[] | undefined,
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
      : cards(fitting(providers, text), choose)
  }
</div>`;

const cards = (
  providers: readonly ProviderView[],
  choose: (provider: ProviderView) => void,
): TemplateResult =>
  providers.length === 0
    ? html`<p class="quiet-text">No service of that kind is described here. An extension can contribute one.</p>`
    : html`<ul class="cards">${providers.map((view) => html`<li>${card(view, choose)}</li>`)}</ul>`;

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

const card = (view: ProviderView, choose: (provider: ProviderView) => void): TemplateResult => {
  const { provider, providerId, contributedBy } = view;
  const name = plainText(provider.name);
  const asks = provider.fields.filter(({ required }) => required).map(({ label }) => plainText(label));
  return html`<article class="card" aria-label=${name}>
    <p class="hosts small"><span class="quiet-text">Secret goes to</span> ${provider.origins.map((one) => html`<span>${host(one, view)}</span> `)}</p>
    <h3><span class="monogram" aria-hidden="true">${monogram(name)}</span><span class="theirs">${name}</span></h3>
    <p class="theirs">${plainText(provider.description)}</p>
    <dl class="facts small">
      <dt>Asks for</dt>
      <dd class="theirs">${asks.length === 0 ? 'nothing' : asks.join(', ')}</dd>
      <dt>From</dt>
      <dd class="theirs">${contributorText(contributedBy)} <code>${providerId}</code></dd>
    </dl>
    ${button('Connect', () => choose(view), { says: `Connect to ${name}`, key: `connect ${providerId}` })}
  </article>`;
};

/** A picture that needs no file and claims nothing: the first letter or digit. */
export const monogram = (name: string): string => (/[\p{L}\p{N}]/u.exec(name)?.[0] ?? '?').toUpperCase();

const host = (template: string, { provider }: ProviderView): TemplateResult => {
  const id = /^\{([A-Za-z0-9]+)\}$/.exec(template)?.[1];
  if (id === undefined) return originText(template);
  const label = provider.fields.find((field) => field.id === id)?.label ?? id;
  return html`<em>the ${plainText(label)} that you enter</em>`;
};
