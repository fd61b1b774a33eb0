import type { ConnectionId, ProviderId, ProviderView } from '@valetkey/api-contracts';
import type { ConnectionView } from '@valetkey/broker/contracts';
import { html, type LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { button } from '../../components/button.ts';
import { confirm } from '../../components/dialog.ts';
import { LightElement, redrawnBy } from '../../components/light-element.ts';
import type { VirtualList } from '../../components/virtual-list.ts';
import { errorText } from '../../error-text.ts';
import type { LiveData } from '../live-data.ts';
import { markPainted } from '../mark-painted.ts';
import type { ConnectionsPlace, Powers } from '../powers.ts';
import './add-service.ts';
import { everything, freeName, makeArranger, type Wanted } from './arrange.ts';
import './connection-detail.ts';
import './connection-form.ts';
import { say } from '../../say.ts';
import type { ConnectionForm } from './connection-form.ts';
import type { Typed } from './form-values.ts';
import { listSide } from './list-side.ts';
import { noConnections } from './no-connections.ts';
import { providerGallery } from './provider-gallery.ts';
import { removeService } from './remove-service.ts';
import { waysOf } from './ways-to-sign-in.ts';

type Doing =
  /** With a connection that was saved just now, and that nobody has signed in to yet. */
  | { readonly what: 'look'; readonly signIn?: ConnectionId }
  | { readonly what: 'choose' }
  | { readonly what: 'add' }
  | { readonly what: 'make'; readonly provider: ProviderView; readonly name: string; readonly fields: Typed }
  | { readonly what: 'edit'; readonly provider: ProviderView; readonly connection: ConnectionView };

/** The list beside what was chosen in it; and in that place, while one is made, the gallery and then the form. */
export class ConnectionsView extends LightElement {
  static override properties = redrawnBy('data', 'powers', 'place', 'wanted', 'doing', 'finding', 'painted');
  declare data: LiveData;
  declare powers: Powers;
  /** Another one ends what was made or changed. */
  declare place: ConnectionsPlace;
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

  /** Whether leaving loses no input, or the person agrees to lose it. */
  async mayLeave(): Promise<boolean> {
    const form = this.querySelector<ConnectionForm>('vk-connection-form');
    // What is being saved is not lost.
    if (form === null || !form.touched || form.saving) return true;
    const about = html`<p>${say('Your changes will be lost.')}</p>`;
    return confirm({ title: say('Discard changes?'), about, yes: say('Discard') });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('place')) return;
    this.#stop();
    if (this.place.make !== undefined) this.#make(this.place.make, this.place.fields);
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
    else void this.#focusFirst();
  }

  protected override render(): TemplateResult {
    const { connections, failed } = this.data;
    if (connections === undefined) {
      if (failed === undefined) return this.#split([], undefined);
      return html`<div class="blank">
            <h2>${say('Connections could not be loaded')}</h2>
            <p>${errorText(failed)}</p>
            ${button(say('Try again'), () => this.powers.changed(), { kind: 'primary', key: 'try again' })}
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
    const chosen = connections.find(({ id }) => id === this.place.connectionId) ?? shown[0];
    return this.#split(shown, chosen);
  }

  /** Also while the first look is under way: what is there already does not have to be painted again. */
  #split(shown: readonly ConnectionView[], chosen: ConnectionView | undefined): TemplateResult {
    return html`<div class="split ${this.doing.what === 'look' ? '' : 'making'} ${this.doing.what === 'choose' ? 'choosing' : ''}">
      ${this.#side(shown, chosen)}
      <section class="pane" aria-label=${say('Details')}>${this.#pane(chosen)}</section>
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
        choose: () => this.#leave(() => this.#choose()),
        look: async ({ id: connectionId }) => {
          if (await this.powers.go({ view: 'connections', connectionId })) return;
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
        {
          choose: (provider) => this.#make(provider.providerId),
          remove: (provider) => void removeService(provider, data, powers),
          fromAddress: () => {
            this.doing = { what: 'add' };
          },
          cancel: () => this.#stop(),
          search: (text) => {
            this.finding = text;
          },
        },
        this.finding,
      );
    }
    if (doing.what === 'add')
      return html`<vk-add-service
        .powers=${powers}
        .whenAdded=${(provider: ProviderView) => {
          powers.announce(say('The service was added. Connect to it now.'));
          this.#fill(provider);
        }}
        .whenBack=${() => this.#choose()}
      ></vk-add-service>`;
    if (doing.what !== 'look') {
      const form = html`<vk-connection-form
        .provider=${doing.provider}
        .ways=${waysOf(doing.provider, data.providers)}
        .name=${doing.what === 'make' ? doing.name : doing.connection.displayName}
        .presets=${doing.what === 'make' ? doing.fields : doing.connection.fields}
        .editing=${doing.what === 'edit' ? doing.connection : undefined}
        .powers=${powers}
        .workspace=${data.workspace?.open}
        .whenDone=${(saved?: ConnectionView) => this.#saved(doing, saved)}
        .whenOtherWay=${(id: ProviderId) => this.#otherWay(id)}
        .whenBack=${doing.what === 'make' ? () => this.#leave(() => this.#choose()) : undefined}
      ></vk-connection-form>`;
      // A form of its own for each: what was typed into one never stands in another.
      return html`${keyed(doing, form)}`;
    }
    if (connection === undefined) {
      if (data.connections === undefined) return html``;
      return html`<div class="blank"><p class="quiet-text">${say('Select a connection to see its details.')}</p></div>`;
    }
    return html`<vk-connection-detail
      .connection=${connection}
      .data=${data}
      .powers=${powers}
      .signingIn=${doing.signIn}
      .whenEdit=${(provider: ProviderView) => {
        this.doing = { what: 'edit', provider, connection };
      }}
    ></vk-connection-detail>`;
  }

  get #list(): VirtualList<ConnectionView> | null {
    return this.querySelector<VirtualList<ConnectionView>>('vk-list');
  }

  /** Where one types: the search of the gallery, the first field of a form. */
  async #focusFirst(): Promise<void> {
    const form = this.querySelector<ConnectionForm>('vk-connection-form');
    await form?.updateComplete;
    const adding = this.querySelector<LitElement>('vk-add-service');
    await adding?.updateComplete;
    const first = form?.querySelector<LitElement>('vk-field');
    await first?.updateComplete;
    const search = this.querySelector<HTMLElement>('.gallery .search');
    (
      first ??
      adding?.querySelector('input') ??
      search ??
      this.querySelector<HTMLElement>('.pane [data-home]')
    )?.focus();
  }

  /** Escape leaves the form or the gallery; what was typed is not lost without a question. */
  readonly #escape = async (event: KeyboardEvent): Promise<void> => {
    if (event.key !== 'Escape' || event.defaultPrevented || this.doing.what === 'look') return;
    // An open list of choices closes by it, and nothing else.
    if (
      event
        .composedPath()
        .some((one) => one instanceof Element && one.matches('[open], [aria-expanded=true]'))
    )
      return;
    event.preventDefault();
    await this.#leave(() => this.#stop());
  };

  async #leave(go: () => void): Promise<void> {
    if (await this.mayLeave()) go();
  }

  /** Back to the list, from whatever was made or changed. */
  #stop(): void {
    this.doing = { what: 'look' };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener('keydown', this.#escape, { capture: true });
  }

  override disconnectedCallback(): void {
    this.removeEventListener('keydown', this.#escape, { capture: true });
    super.disconnectedCallback();
  }

  #choose(): void {
    this.finding = '';
    this.doing = { what: 'choose' };
    // An extension that came a second ago is offered too.
    void this.powers.changed();
  }

  #make(wanted: ProviderId | undefined, fields: Typed = {}): void {
    const provider = this.data.providers?.find(({ providerId }) => providerId === wanted);
    if (provider === undefined) return;
    this.#fill(provider, fields);
  }

  #fill(provider: ProviderView, fields: Typed = {}): void {
    this.doing = { what: 'make', provider, name: freeName(provider, this.data.connections ?? []), fields };
  }

  /** A form with other fields: what was typed into this one is lost, if the person agrees. */
  async #otherWay(wanted: ProviderId): Promise<void> {
    if (await this.mayLeave()) this.#make(wanted);
    // The list shows again what is there.
    else this.querySelector<ConnectionForm>('vk-connection-form')?.requestUpdate();
  }

  async #saved(form: Doing, saved: ConnectionView | undefined): Promise<void> {
    if (saved === undefined) return this.#stop();
    await this.powers.changed();
    // Who went elsewhere meanwhile stays there.
    if (!this.isConnected || this.doing !== form) return;
    await this.powers.go({ view: 'connections', connectionId: saved.id });
    await this.updateComplete;
    if (form.what === 'make' && saved.stateReason === 'signed-out')
      this.doing = { what: 'look', signIn: saved.id };
    this.#list?.reveal();
  }
}
ConnectionsView.define('vk-connections');
