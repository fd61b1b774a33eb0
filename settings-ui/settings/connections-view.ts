import type { ConnectionView, ProviderView } from '@valetkey/api-contracts';
import { button, element } from '../element.ts';
import { errorText } from '../error-text.ts';
import { connectionForm } from './connection-form.ts';
import { connectionRow } from './connection-row.ts';
import { providerGallery } from './provider-gallery.ts';
import { drawn, type View, type ViewPowers } from './view.ts';

/** The list; and instead of it, while one is made, the gallery of providers and then the form of one. */
export const connectionsView = (powers: ViewPowers): View => {
  const { client, say } = powers;
  const failed = (error: unknown): void => say(errorText(error), 'failed');
  const list = element('div', { class: 'list' });
  const whole = element('div', {});

  const listing = drawn(
    list,
    async () => {
      const [connections, providers] = await Promise.all([client.listConnections(), client.listProviders()]);
      return { connections, providers };
    },
    ({ connections, providers }) => (connections.length === 0 ? [empty()] : rows(connections, providers)),
    failed,
  );
  const rows = (connections: readonly ConnectionView[], providers: readonly ProviderView[]): HTMLElement[] =>
    connections.map((connection) => {
      const provider = providers.find(({ providerId }) => providerId === connection.providerId);
      return connectionRow(connection, provider, powers, () => listing.redraw());
    });

  const showList = (): void => {
    const head = element(
      'header',
      {},
      element('h2', {}, 'Connections'),
      button('New connection', showGallery, { class: 'main', 'data-key': 'new connection' }),
    );
    whole.replaceChildren(head, list);
    void listing.redraw();
  };
  const showGallery = async (): Promise<void> => {
    try {
      const gallery = providerGallery(await client.listProviders(), showForm, showList);
      whole.replaceChildren(gallery);
      gallery.querySelector('button')?.focus();
    } catch (error) {
      failed(error);
    }
  };
  const showForm = (provider: ProviderView): void => {
    const form = connectionForm(provider, powers, showList);
    whole.replaceChildren(form);
    form.querySelector<HTMLElement>('input')?.focus();
  };
  showList();
  return { element: whole, refresh: listing.refresh };
};

const empty = (): HTMLElement =>
  element(
    'p',
    { class: 'empty' },
    'No connections yet. Make one, and extensions can ask to use it; its secret they never get.',
  );
