import {
  fieldIn,
  fieldsIn,
  type ProviderView,
  plainText,
  type ServiceCategory,
} from '@valetkey/api-contracts';
import {
  builtIntoApp,
  contributorOf,
  contributorText,
  type ExtensionView,
  isAdded,
  type Message,
} from '@valetkey/broker/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { button } from '../../components/button.ts';
import { icon } from '../../components/icon.ts';
import { searchField } from '../../components/search-and-select.ts';
import { fitsWords, searchWords } from '../../components/search-words.ts';
import { serviceIcon } from '../../components/service-icon.ts';
import { originText } from '../../origin-text.ts';
import { say } from '../../say.ts';
import type { LiveData } from '../live-data.ts';
import { programText } from './program-text.ts';
import { signInKind } from './sign-in-words.ts';
import { servicesOf, waysOf } from './ways-to-sign-in.ts';

type Known = Pick<LiveData, 'providers' | 'extensions'>;

/** What a person can do in the gallery. */
export type GalleryActs = {
  readonly choose: (provider: ProviderView) => void;
  /** Of a service that the user added. */
  readonly remove: (provider: ProviderView) => void;
  readonly fromAddress: () => void;
  readonly cancel: () => void;
  readonly search: (text: string) => void;
};

/** Hosts before names, because a name is only its contributor's claim. */
export function providerGallery(data: Known, acts: GalleryActs, text: string): TemplateResult {
  return html`<div class="gallery">
  <header>
    <h2 tabindex="-1" data-home>${say('Add a connection')}</h2>
    <div class="buttons">
      ${button(say('From an address…'), acts.fromAddress, { key: 'from address', icon: 'globe' })}
      ${button(say('Cancel'), acts.cancel, { key: 'cancel' })}
    </div>
  </header>
  ${searchField(say('Search services'), text, acts.search)}
  ${
    data.providers === undefined
      ? html`<p class="quiet-text" role="status">${say('Loading services…')}</p>`
      : text.trim() === ''
        ? cards(servicesOf(data.providers).flatMap(firstWay), data, acts)
        : found(bestFirst(fitting(data.providers, text), text), data, acts)
  }
</div>`;
}

/** What a search found stands in one list: the best hit is the first, whatever its category is. */
const found = (providers: readonly ProviderView[], data: Known, acts: GalleryActs): TemplateResult =>
  providers.length === 0
    ? noMatches
    : html`<ul class="cards">${providers.map((view) => html`<li>${card(view, data, acts)}</li>`)}</ul>`;

/** By name before by anything else, and what is built in before who calls itself the same. */
const bestFirst = (providers: readonly ProviderView[], text: string): readonly ProviderView[] => {
  const wanted = text.trim().toLowerCase();
  const rank = (view: ProviderView): number => {
    const name = plainText(view.provider.name).trim().toLowerCase();
    const byName = name === wanted ? 0 : name.startsWith(wanted) ? 2 : name.includes(wanted) ? 4 : 6;
    return byName + (isBuiltIn(view) ? 0 : 1);
  };
  return providers.toSorted((a, b) => rank(a) - rank(b));
};

const noMatches = html`<p class="quiet-text">${say('No matching services. Extensions can add more, and so can you from an address.')}</p>`;

const cards = (
  providers: readonly ProviderView[],
  data: Known,
  acts: GalleryActs,
): TemplateResult | TemplateResult[] =>
  providers.length === 0
    ? noMatches
    : inCategories(providers).map(
        ([head, views]) => html`<section>
          <h3 class="quiet-text small">${head}</h3>
          <ul class="cards">${views.map((view) => html`<li>${card(view, data, acts)}</li>`)}</ul>
        </section>`,
      );

/** Every word stands in its name, description, hosts, id, contributor, category or among its search words. */
const fitting = (providers: readonly ProviderView[], text: string): readonly ProviderView[] => {
  const words = searchWords(text);
  const fits = (view: ProviderView): boolean => {
    const { provider, providerId, contributedBy } = view;
    const { name, description, origins, keywords = [] } = provider;
    const all = [name, description, ...origins, providerId, contributedBy, ...keywords, categoryOf(view)];
    return fitsWords(words, all.join('\n').toLowerCase());
  };
  return servicesOf(providers)
    .filter((ways) => ways.some(fits))
    .flatMap(firstWay);
};

/** The other ways to sign in are chosen in the form. */
const firstWay = ([first]: readonly ProviderView[]): ProviderView | [] => first ?? [];

const categories = {
  ai: 'AI',
  code: 'Code',
  chat: 'Chat and messages',
  docs: 'Documents and files',
  data: 'Data',
  payments: 'Payments and shops',
  work: 'Work and customers',
  infrastructure: 'Infrastructure',
  general: 'Any other service',
} as const satisfies Record<ServiceCategory, Message>;
const ofExtensions = say('From extensions');
const ofUser = say('Added by you');

const isBuiltIn = ({ contributedBy }: ProviderView): boolean => contributedBy === builtIntoApp;

/** What an extension says of its category is its claim: its services stand under a heading of their own. */
const categoryOf = (view: ProviderView): string =>
  isBuiltIn(view)
    ? say(categories[view.provider.category ?? 'general'])
    : isAdded(view.providerId)
      ? ofUser
      : ofExtensions;

/**
 * What extensions contributed comes first, since somebody installed them for it; but one that is called like a built-in
 * service stands right after that, so that nobody takes it for the built-in one.
 */
const inCategories = (providers: readonly ProviderView[]): (readonly [string, readonly ProviderView[]])[] => {
  const builtIn = providers.filter(isBuiltIn);
  const named = (view: ProviderView): string => plainText(view.provider.name).trim().toLowerCase();
  const known = new Map(builtIn.map((view) => [named(view), categoryOf(view)]));
  const others = providers.filter((view) => !isBuiltIn(view));
  const namesakes = others.filter((view) => known.has(named(view)));
  return [ofUser, ofExtensions, ...Object.values(categories).map((one) => say(one))].flatMap((head) => {
    const views = builtIn
      .filter((view) => categoryOf(view) === head)
      .flatMap((view) => [view, ...namesakes.filter((other) => named(other) === named(view))]);
    const own = others.filter((view) => categoryOf(view) === head && !namesakes.includes(view));
    const all = own.length > 0 ? own : views;
    return all.length === 0 ? [] : [[head, all] as const];
  });
};

const card = (view: ProviderView, { providers, extensions }: Known, acts: GalleryActs): TemplateResult => {
  const { provider, providerId } = view;
  const extension = extensionOf(view, extensions);
  const name = plainText(provider.name);
  const asks = provider.fields.filter(({ required }) => required).map(({ label }) => plainText(label));
  const kind = signInKind(provider.auth);
  const kinds = new Set(waysOf(view, providers).map((way) => signInKind(way.provider.auth).words));
  const program = programText(provider);
  const connect = button(say('Connect'), () => acts.choose(view), {
    says: say('Connect to {service}', { service: name }),
    key: `connect ${providerId}`,
  });
  return html`<article class="card ${isBuiltIn(view) ? 'built-in' : ''}" aria-label=${name}>
    <p class="hosts small"><span class="quiet-text">${goesTo(view)}</span> ${provider.origins.map((one) => html`<span>${host(one, view)}</span> `)}${program === undefined ? nothing : html`<code class="theirs">${program}</code>`}</p>
    <header>
      ${serviceIcon({ name, id: providerId, png: extension?.icon, color: ownColor(view) })}
      <div>
        <h3 class="theirs">${name}</h3>
        <p class="quiet-text small kind" title=${[...kinds].join(' · ')}>${icon(kind.icon)}${kinds.size === 1 ? kind.words : say.count('{count} ways to sign in', kinds.size)}</p>
      </div>
    </header>
    <p class="theirs">${plainText(provider.description)}</p>
    <dl class="facts small">
      <dt>${say('Asks for')}</dt>
      <dd class="theirs">${asks.length === 0 ? say('nothing') : asks.join(', ')}</dd>
      ${from(view, extension)}
    </dl>
    ${isAdded(providerId) ? html`<div class="buttons">${connect} ${button(say('Remove…'), () => acts.remove(view), { says: say('Remove {name}', { name }), key: `remove ${providerId}`, kind: 'danger' })}</div>` : connect}
  </article>`;
};

/** Of a built-in service: white can be read on it, which nobody has tried with an extension's. */
export const ownColor = (view: ProviderView | undefined): string | undefined =>
  view !== undefined && isBuiltIn(view) ? view.provider.color : undefined;

/** Who says so: an extension, which anybody can write, with the publisher that it names; the user; or this program. */
const from = (
  { providerId, contributedBy }: ProviderView,
  extension: ExtensionView | undefined,
): TemplateResult => {
  const publisher = contributorOf(providerId)?.split('.')[0];
  if (publisher === undefined)
    return html`<dt>${say('From')}</dt>
      <dd>${contributorText(say, contributedBy)} <code>${providerId}</code></dd>`;
  const named = extension === undefined ? contributedBy : extension.displayName;
  return html`<dt>${say('Extension')}</dt>
    <dd class="theirs">${plainText(named)} <code>${providerId}</code></dd>
    <dt>${say('Publisher')}</dt>
    <dd><code>${publisher}</code></dd>`;
};

export const extensionOf = (
  { providerId }: Pick<ProviderView, 'providerId'>,
  extensions: readonly ExtensionView[] | undefined,
): ExtensionView | undefined => extensions?.find(({ id }) => id === contributorOf(providerId));

/** A secret that signs somebody in goes elsewhere, too: the form names both. */
const goesTo = ({ provider: { origins, auth } }: ProviderView): string => {
  if (origins.length === 0) return say('Runs a program here');
  return auth.kind === 'oauth2' ? say('Access token is sent to') : say('Secret is sent to');
};

const host = (template: string, { provider }: ProviderView): TemplateResult => {
  const [id] = fieldsIn(template);
  if (id === undefined) return originText(template);
  const field = provider.fields.find((one) => one.id === id);
  const named = { field: plainText(field?.label ?? id) };
  const chosen = field?.type === 'enum';
  if (fieldIn(template) !== undefined)
    return html`<em>${chosen ? say('the {field} that you choose', named) : say('the {field} that you enter', named)}</em>`;
  // Where a name of it is open, the rest is what it has to be known by.
  const values = { ...named, domain: /[^{}]*$/.exec(template)?.[0].replace(/^[^.]*\./, '') ?? '' };
  return html`<em>${chosen ? say('a host of {domain}, by the {field} that you choose', values) : say('a host of {domain}, by the {field} that you enter', values)}</em>`;
};
