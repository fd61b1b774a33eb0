import { VirtualizerController } from '@tanstack/lit-virtual';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { type Fold, foldOf } from './fold-row.ts';
import { LightElement, redrawnBy } from './light-element.ts';
import { sized } from './sized.ts';

/**
 * A list whose rows have controls and details that fold out in place. Only rows in sight are elements; each is as high
 * as its content, and measured. The controls of a row are reached with Tab.
 */
export class FoldingRows<Item> extends LightElement {
  static override properties = redrawnBy('items', 'rowHeight', 'label', 'row', 'unfolded');
  declare items: readonly Item[];
  /** Of a row whose details are hidden. */
  declare rowHeight: number;
  declare label: string;
  declare row: (item: Item, fold: Fold) => TemplateResult;
  declare unfolded: ReadonlySet<string>;
  keyOf: (item: Item) => string = String;
  readonly #virtual: VirtualizerController<HTMLElement, HTMLElement>;
  /** To be focused as soon as it is drawn. */
  #wanted: string | undefined;

  constructor() {
    super();
    this.items = [];
    this.rowHeight = 48;
    this.label = '';
    this.row = () => html``;
    this.unfolded = new Set();
    this.#virtual = new VirtualizerController<HTMLElement, HTMLElement>(this, {
      getScrollElement: () => this.querySelector<HTMLElement>('.rows-box'),
      count: 0,
      estimateSize: () => this.rowHeight,
      overscan: 4,
    });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('items')) return;
    const virtual = this.#virtual.getVirtualizer();
    const { items, keyOf } = this;
    virtual.setOptions({
      ...virtual.options,
      count: items.length,
      // What was measured belongs to the row, wherever it stands after sorting.
      getItemKey: (index) => {
        const item = items[index];
        return item === undefined ? index : keyOf(item);
      },
    });
  }

  /** Brings a row into sight, with its details, and the focus to it. */
  async reveal(key: string): Promise<void> {
    this.unfolded = new Set([...this.unfolded, key]);
    this.#wanted = key;
    await this.updateComplete;
    const index = this.items.findIndex((item) => this.keyOf(item) === key);
    if (index >= 0) this.#virtual.getVirtualizer().scrollToIndex(index, { align: 'start' });
  }

  protected override updated(): void {
    if (this.#wanted !== undefined) {
      const fold = this.querySelector<HTMLElement>(`[data-key="fold ${CSS.escape(this.#wanted)}"]`);
      if (fold !== null) this.#wanted = undefined;
      fold?.focus();
    }
    const virtual = this.#virtual.getVirtualizer();
    // Forgets the rows that are gone, and watches those that are new.
    virtual.measureElement(null);
    for (const row of this.querySelectorAll<HTMLElement>(':scope > .rows-box > .list-space > .folding-row'))
      virtual.measureElement(row);
  }

  protected override render(): TemplateResult {
    const virtual = this.#virtual.getVirtualizer();
    return html`<div class="rows-box">
      <div class="list-space" role="list" aria-label=${this.label} ${sized({ height: virtual.getTotalSize() })}>
        ${repeat(
          virtual.getVirtualItems(),
          ({ key }) => key,
          ({ index, start }) => {
            const item = this.items[index];
            if (item === undefined) return nothing;
            return html`<div
              class="folding-row"
              role="listitem"
              data-index=${index}
              aria-setsize=${this.items.length}
              aria-posinset=${index + 1}
              ${sized({ top: start })}
            >${this.row(item, this.#foldOf(this.keyOf(item)))}</div>`;
          },
        )}
      </div>
    </div>`;
  }

  #foldOf(key: string): Fold {
    return foldOf(this.unfolded, key, (unfolded) => {
      this.unfolded = unfolded;
    });
  }
}
FoldingRows.define('vk-rows');
