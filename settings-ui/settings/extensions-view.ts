import type { ExtensionView } from '@valetkey/broker/contracts';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { button } from '../components/button.ts';
import '../components/folding-rows.ts';
import type { Fold } from '../components/fold-row.ts';
import { LightElement, redrawnBy } from '../components/light-element.ts';
import { searchField, select } from '../components/search-and-select.ts';
import { fitsWords, searchWords } from '../components/search-words.ts';
import { say } from '../say.ts';
import { unmetRequests } from './access/unmet-requests.ts';
import {
  type ExtensionOrder,
  extensionOrders,
  extensionRow,
  extensionsInOrder,
  type ListedExtension,
  listedExtensions,
} from './extension-row.ts';
import { foldersNotLoaded } from './folders-not-loaded.ts';
import { installExtension } from './install-extension.ts';
import type { LiveData } from './live-data.ts';
import { markPainted } from './mark-painted.ts';
import type { Powers } from './powers.ts';

/** From here on one looks for an extension rather than at all of them. */
const manyExtensions = 8;

/** Which extensions run, what each may use, and all of it taken back at once. */
export class ExtensionsView extends LightElement {
  static override properties = redrawnBy('data', 'powers', 'text', 'order');
  declare data: LiveData;
  declare powers: Powers;
  declare text: string;
  declare order: ExtensionOrder;
  #listed: readonly ListedExtension[] = [];
  /** Rows were drawn once. */
  #seen = false;

  constructor() {
    super();
    this.text = '';
    this.order = 'name';
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const isNew = changed.has('data');
    if (isNew && !this.#seen && this.data.extensions !== undefined) performance.mark('extensions:arrived');
    if (isNew) this.#listed = listedExtensions(this.data);
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (this.#seen || !changed.has('data') || this.data.extensions === undefined) return;
    this.#seen = true;
    void markPainted('extensions');
  }

  protected override render(): TemplateResult {
    const { extensions } = this.data;
    if (extensions === undefined)
      return html`<p class="blank" role="status">${say('Loading extensions…')}</p>`;
    return html`<div class="page whole">
      <header><h2 tabindex="-1" data-home>${say('Extensions')}</h2>
        ${this.data.installing === true ? button(say('Install from folder…'), () => installExtension(this.powers), { key: 'install extension' }) : nothing}
      </header>
      ${unmetRequests(this.data, this.powers)}
      ${foldersNotLoaded(this.data.notLoaded ?? [], this.powers)}
      ${extensions.length === 0 ? html`<p class="blank">${this.data.installing === true ? say('No extensions yet. Install one from a folder.') : say('No extension is running.')}</p>` : this.#list(extensions)}
    </div>`;
  }

  #list(extensions: readonly ExtensionView[]): TemplateResult {
    const isMany = extensions.length >= manyExtensions;
    // Without its field a search would hide what nobody can bring back.
    const words = searchWords(isMany ? this.text : '');
    const shown = extensionsInOrder(
      this.#listed.filter(({ text }) => fitsWords(words, text)),
      this.order,
    );
    return html`${
      !isMany
        ? nothing
        : html`<div class="tool-line">
              ${searchField(say('Search extensions'), this.text, (text) => {
                this.text = text;
              })}
              ${select(say('Sort by'), this.order, extensionOrders, (value) => {
                this.order = value as ExtensionOrder;
              })}
            </div>
            <p class="quiet-text small" role="status">${shown.length === extensions.length ? say.count('{count} extensions', shown.length) : say('{shown} of {total}', { shown: shown.length, total: extensions.length })}</p>`
    }
    ${
      shown.length === 0
        ? html`<p class="none quiet-text" tabindex="-1" data-home>${say('No matches. Clear the search to see all extensions.')}</p>`
        : html`<vk-rows
            .items=${shown}
            .rowHeight=${56}
            .label=${say('Extensions')}
            .keyOf=${({ extension }: ListedExtension) => extension.id}
            .row=${(one: ListedExtension, fold: Fold) => extensionRow(one, fold, this.data, this.powers)}
          ></vk-rows>`
    }`;
  }
}
ExtensionsView.define('vk-extensions');
