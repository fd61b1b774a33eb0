import type { ProviderView } from '@valetkey/api-contracts';
import { contributorText } from '../contributor-text.ts';
import { button, element } from '../element.ts';
import { originText } from '../origin-text.ts';
import { plainText } from '../plain-text.ts';

/** Hosts before names: a name is a claim of whoever contributed it. */
export const providerGallery = (
  providers: readonly ProviderView[],
  choose: (provider: ProviderView) => void,
  cancel: () => void,
): HTMLElement =>
  element(
    'section',
    { 'aria-labelledby': 'gallery-title' },
    element('h2', { id: 'gallery-title' }, 'Connect to what?'),
    element('div', { class: 'cards' }, ...providers.map((provider) => card(provider, choose))),
    element('div', { class: 'buttons' }, button('Cancel', cancel)),
  );

const card = (view: ProviderView, choose: (provider: ProviderView) => void): HTMLElement => {
  const { provider, providerId, contributedBy } = view;
  const asks = provider.fields.filter(({ required }) => required).map(({ label }) => plainText(label));
  const named = `Connect to ${plainText(provider.name)}`;
  return element(
    'article',
    { class: 'card' },
    element('p', { class: 'hosts' }, 'Goes to ', ...provider.origins.flatMap(host)),
    element('h3', {}, plainText(provider.name)),
    element('p', {}, plainText(provider.description)),
    element('p', { class: 'quiet' }, `${providerId}, ${contributorText(contributedBy)}`),
    element('p', { class: 'quiet' }, `Asks for: ${asks.join(', ')}`),
    button('Connect', () => choose(view), { 'aria-label': named, 'data-key': `connect ${providerId}` }),
  );
};

const host = (template: string): (HTMLElement | string)[] =>
  template.startsWith('{') ? ['the address that you enter '] : [originText(template), ' '];
