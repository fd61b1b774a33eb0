import type { ConnectionId, ConnectionView, ProviderId, ProviderView } from '@valetkey/api-contracts';
import { html, type PropertyValues, type TemplateResult } from 'lit';
import { button } from '../../components/button.ts';
import { confirm } from '../../components/dialog.ts';
import { LightElement } from '../../components/light-element.ts';
import type { VirtualList } from '../../components/virtual-list.ts';
import { errorText } from '../../error-text.ts';
import type { LiveData } from '../live-data.ts';
import { markPainted } from '../mark-painted.ts';
import type { Powers } from '../powers.ts';
import { everything, freeName, makeArranger, type Wanted } from './arrange.ts';
import './connection-detail.ts';
import './connection-form.ts';
import type { ConnectionForm } from './connection-form.ts';
import { listSide } from './list-side.ts';
import { noConnections } from './no-connections.ts';
import { providerGallery } from './provider-gallery.ts';

type Doing =
  | { readonly what: 'look' }
  | { readonly what: 'choose' }
  | { readonly what: 'make'; readonly provider: ProviderView; readonly name: string }
  | { readonly what: 'edit'; readonly provider: ProviderView; readonly connection: ConnectionView };

/** The list beside what was chosen in it; and in that place, while one is made, the gallery and then the form. */
export class ConnectionsView extends LightElement {
  static override properties = {
    data: { attribute: false },
    powers: { attribute: false },
    chosen: { attribute: false },
    make: { attribute: false },
    wanted: { state: true },
    doing: { state: true },
    finding: { state: true },
    painted: { state: true },
  };
  declare data: LiveData;
  declare powers: Powers;
  declare chosen: ConnectionId | undefined;
  /** The service that a new one is to be made of. */
  declare make: ProviderId | undefined;
  declare wanted: Wanted;
  declare doing: Doing;
  /** What is looked for in the gallery. */
  declare finding: string;
  /** The rows have been seen; what is not needed for that is drawn after it. */
  declare painted: boolean;
  readonly #arrange = makeArranger();

  constructor() {
    super();
    this.wanted = everything;
    this.doing = { what: 'look' };
    this.finding = '';
    this.painted = false;
  }

  /** From anywhere in the window. */
  focusSearch(): void {
    this.querySelector<HTMLElement>(this.doing.what === 'choose' ? '.gallery .search' : '.search')?.focus();
  }

  /** Whether whoever goes elsewhere loses nothing that they typed, or agrees to that. */
  async mayLeave(): Promise<boolean> {
    const form = this.querySelector<ConnectionForm>('vk-connection-form');
    // What is being saved is not lost.
    if (form === null || !form.touched || form.saving) return true;
    const about = html`<p>What you typed into it is not kept.</p>`;
    return confirm({ title: 'Leave the form?', about, yes: 'Leave it' });
  }

  /** Back to the list, from whatever was made or changed. */
  stop(): void {
    this.doing = { what: 'look' };
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('make')) this.#make(this.make);
  }

  protected override updated(changed: PropertyValues<this>): void {
    const seen = changed.get('data');
    if (changed.has('data') && this.data.more === false && seen?.more !== false) {
      void markPainted('connections').then(() => {
        this.painted = true;
      });
    }
    const before = changed.get('doing' as keyof ConnectionsView) as Doing | undefined;
    if (before === undefined || before.what === this.doing.what) return;
    if (this.doing.what === 'look') this.#list?.focus();
    else this.querySelector<HTMLElement>('.pane [data-home]')?.focus();
  }

  protected override render(): TemplateResult {
    const { connections, failed } = this.data;
    if (connections === undefined) {
      if (failed === undefined) return this.#split([], undefined);
      return html`<div class="blank">
            <h2>Your connections cannot be shown</h2>
            <p>${errorText(failed)}</p>
            ${button('Try again', () => this.powers.changed(), { kind: 'primary', key: 'try again' })}
      </div>`;
    }
    if (connections.length === 0 && this.doing.what === 'look')
      return noConnections(
        this.data,
        this.powers,
        () => this.#choose(),
        (wanted) => this.#make(wanted),
      );
    if (connections.length === 0) return html`<div class="pane">${this.#pane(undefined)}</div>`;
    const shown = this.#arrange(connections, this.data.providers ?? [], this.wanted);
    // Nothing was chosen, or it is gone: the first one is what one looks at.
    const chosen = connections.find(({ id }) => id === this.chosen) ?? shown[0];
    return this.#split(shown, chosen);
  }

  /** Also while the first look is under way: what is there already does not have to be painted again. */
  #split(shown: readonly ConnectionView[], chosen: ConnectionView | undefined): TemplateResult {
    return html`<div class="split ${this.doing.what === 'look' ? '' : 'making'}">
      ${this.#side(shown, chosen)}
      <section class="pane" aria-label="Details">${this.#pane(chosen)}</section>
    </div>`;
  }

  #side(shown: readonly ConnectionView[], chosen: ConnectionView | undefined): TemplateResult {
    const { data, wanted, painted, powers } = this;
    return listSide(
      { data, shown, chosen, wanted, painted, powers },
      {
        want: (part) => {
          performance.mark('filter:begin');
          this.wanted = { ...wanted, ...part };
          void this.updateComplete
            .then(() => this.#list?.updateComplete)
            .then(() => performance.measure('filter', 'filter:begin'));
        },
        choose: async () => {
          if (await this.mayLeave()) this.#choose();
        },
        look: async ({ id }) => {
          if (await this.mayLeave()) return this.#look(id);
          if (this.#list !== null) this.#list.selected = chosen?.id;
        },
        enter: () => this.querySelector<HTMLElement>('.pane h2')?.focus(),
      },
    );
  }

  #pane(connection: ConnectionView | undefined): TemplateResult {
    const { doing, data, powers } = this;
    if (doing.what === 'choose') {
      return providerGallery(
        data,
        (provider) => {
          this.#make(provider.providerId);
        },
        () => this.stop(),
        this.finding,
        (text) => {
          this.finding = text;
        },
      );
    }
    if (doing.what !== 'look') {
      return html`<vk-connection-form
        .provider=${doing.provider}
        .name=${doing.what === 'make' ? doing.name : doing.connection.displayName}
        .editing=${doing.what === 'edit' ? doing.connection : undefined}
        .powers=${powers}
        .whenDone=${(saved?: ConnectionView) => this.#saved(saved)}
        .whenBack=${doing.what === 'make' ? () => this.#choose() : undefined}
      ></vk-connection-form>`;
    }
    if (connection === undefined) {
      if (data.connections === undefined) return html``;
      return html`<div class="blank"><p class="quiet-text">Choose a connection to see where it is used.</p></div>`;
    }
    return html`<vk-connection-detail
      .connection=${connection}
      .data=${data}
      .powers=${powers}
      .whenEdit=${(provider: ProviderView) => {
        this.doing = { what: 'edit', provider, connection };
      }}
    ></vk-connection-detail>`;
  }

  get #list(): VirtualList<ConnectionView> | null {
    return this.querySelector<VirtualList<ConnectionView>>('vk-list');
  }

  #look(connectionId: ConnectionId): void {
    this.doing = { what: 'look' };
    this.powers.go({ view: 'connections', connectionId });
  }

  #choose(): void {
    this.finding = '';
    this.doing = { what: 'choose' };
    // An extension that came a second ago is offered too.
    void this.powers.changed();
  }

  #make(wanted: ProviderId | undefined): void {
    const provider = this.data.providers?.find(({ providerId }) => providerId === wanted);
    if (provider === undefined) return;
    this.doing = { what: 'make', provider, name: freeName(provider, this.data.connections ?? []) };
  }

  async #saved(saved: ConnectionView | undefined): Promise<void> {
    if (saved !== undefined) {
      await this.powers.changed();
      // Who went elsewhere meanwhile stays there.
      if (!this.isConnected) return;
      this.powers.go({ view: 'connections', connectionId: saved.id });
    }
    this.stop();
    await this.updateComplete;
    this.#list?.reveal();
  }
}
ConnectionsView.define('vk-connections');
