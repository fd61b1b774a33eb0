import { VirtualizerController } from '@tanstack/lit-virtual';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { LightElement, redrawnBy } from './light-element.ts';
import { sized } from './sized.ts';

let made = 0;
/** So long belongs a letter to the word that the earlier letters began. */
const typeAheadMs = 800;

/**
 * Rows of one height, of which only those in sight are elements. A listbox with one tab stop: arrows, Page, Home and
 * End move, letters jump to a row whose label begins with them, Enter and Delete are reported to the owner.
 */
export class VirtualList<Item> extends LightElement {
  static override properties = redrawnBy('items', 'selected', 'rowHeight', 'label', 'row');
  declare items: readonly Item[];
  /** The key of the selected one. */
  declare selected: string | undefined;
  declare rowHeight: number;
  declare label: string;
  declare row: (item: Item) => TemplateResult;
  keyOf: (item: Item) => string = String;
  /** For letters that are typed. What is read aloud is what stands in the row. */
  labelOf: (item: Item) => string = String;
  /** Stands between the rows, and is not selected. */
  isHeading: (item: Item) => boolean = () => false;
  whenSelected: (item: Item) => void = () => undefined;
  whenEntered: (item: Item) => void = () => undefined;
  whenDeleted: (item: Item) => void = () => undefined;
  /** The last rows are in sight: more can be loaded. */
  whenNearEnd: () => void = () => undefined;

  readonly #name = `list-${++made}`;
  readonly #virtual: VirtualizerController<HTMLElement, HTMLElement>;
  #typed = '';
  #typedAt = 0;
  #reveal = false;

  constructor() {
    super();
    this.items = [];
    this.selected = undefined;
    this.rowHeight = 44;
    this.label = '';
    this.row = () => html``;
    this.#virtual = new VirtualizerController<HTMLElement, HTMLElement>(this, {
      getScrollElement: () => this.#box,
      count: 0,
      estimateSize: () => this.rowHeight,
      overscan: 6,
    });
  }

  override focus(): void {
    this.#box?.focus();
  }

  /** Brings the selected row into sight with the next drawing. */
  reveal(): void {
    this.#reveal = true;
    this.requestUpdate();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const virtual = this.#virtual.getVirtualizer();
    if (!changed.has('items') && !changed.has('rowHeight')) return;
    virtual.setOptions({ ...virtual.options, count: this.items.length, estimateSize: () => this.rowHeight });
    if (changed.has('rowHeight')) virtual.measure();
  }

  protected override updated(): void {
    const virtual = this.#virtual.getVirtualizer();
    if (this.#reveal) {
      this.#reveal = false;
      const index = this.#selectedIndex();
      if (index >= 0) virtual.scrollToIndex(index, { align: 'auto' });
    }
    const last = virtual.getVirtualItems().at(-1);
    if (last !== undefined && last.index >= this.items.length - 8) this.whenNearEnd();
  }

  protected override render(): TemplateResult {
    const virtual = this.#virtual.getVirtualizer();
    const selected = this.#selectedIndex();
    const rows = virtual.getVirtualItems();
    const isThere = rows.some(({ index }) => index === selected);
    return html`<div
      class="list-box"
      role="listbox"
      tabindex="0"
      aria-label=${this.label}
      aria-activedescendant=${isThere ? `${this.#name}-${selected}` : nothing}
      data-key=${this.#name}
      data-home
      @keydown=${this.#key}
      @click=${this.#click}
      @dblclick=${this.#click}
    ><div class="list-space" role="presentation" ${sized({ height: virtual.getTotalSize() })}>${rows.map(
      ({ index, start }) => {
        const item = this.items[index];
        if (item === undefined) return nothing;
        if (this.isHeading(item)) {
          const size = { height: this.rowHeight, top: start };
          return html`<div class="list-row heading" role="presentation" data-index=${index} ${sized(size)}>${this.row(item)}</div>`;
        }
        return html`<div
          class="list-row ${index === selected ? 'selected' : ''}"
          role="option"
          id="${this.#name}-${index}"
          data-index=${index}
          aria-selected=${index === selected}
          aria-setsize=${this.items.length}
          aria-posinset=${index + 1}
          ${sized({ height: this.rowHeight, top: start })}
        >${this.row(item)}</div>`;
      },
    )}</div></div>`;
  }

  get #box(): HTMLElement | null {
    return this.querySelector<HTMLElement>('.list-box');
  }

  #selectedIndex(): number {
    if (this.selected === undefined) return -1;
    return this.items.findIndex((item) => this.keyOf(item) === this.selected);
  }

  #select(index: number): void {
    const within = Math.max(0, Math.min(index, this.items.length - 1));
    const item = this.#besideHeading(within, within < this.#selectedIndex() ? -1 : 1);
    if (item === undefined) return;
    this.selected = this.keyOf(item);
    this.reveal();
    this.whenSelected(item);
  }

  /** The next row in this direction that can be selected, else the next in the other one. */
  #besideHeading(from: number, step: 1 | -1): Item | undefined {
    for (const by of [step, -step]) {
      for (let at = from; at >= 0 && at < this.items.length; at += by) {
        const item = this.items[at];
        if (item !== undefined && !this.isHeading(item)) return item;
      }
    }
    return undefined;
  }

  #click = (event: Event): void => {
    const place = event.target instanceof Element ? event.target.closest('[data-index]') : null;
    const index = Number(place?.getAttribute('data-index') ?? Number.NaN);
    const item = this.items[index];
    if (item === undefined || this.isHeading(item)) return;
    this.#select(index);
    if (event.type === 'dblclick') this.whenEntered(item);
  };

  #key = (event: KeyboardEvent): void => {
    const { key, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey) return;
    const now = this.#selectedIndex();
    const page = Math.max(1, Math.floor((this.#box?.clientHeight ?? 0) / this.rowHeight) - 1);
    const steps: Record<string, number> = {
      ArrowDown: now + 1,
      ArrowUp: now < 0 ? 0 : now - 1,
      Home: 0,
      End: this.items.length - 1,
      PageDown: now + page,
      PageUp: now - page,
    };
    const item = this.items[now];
    if (Object.hasOwn(steps, key)) this.#select(steps[key] ?? 0);
    else if (key === 'Enter' && item !== undefined) this.whenEntered(item);
    else if (key === 'Delete' && item !== undefined) this.whenDeleted(item);
    else if (key.length !== 1 || key === '/' || (key === ' ' && this.#typed === '')) return;
    else this.#typeAhead(key, event.timeStamp, now);
    event.preventDefault();
  };

  #typeAhead(letter: string, at: number, from: number): void {
    this.#typed = at - this.#typedAt > typeAheadMs ? letter : this.#typed + letter;
    this.#typedAt = at;
    const wanted = this.#typed.toLowerCase();
    // The same letter again goes on to the next one; a longer word stays where it still fits.
    const sameLetter = [...wanted].every((one) => one === wanted[0]);
    const begin = sameLetter ? from + 1 : Math.max(from, 0);
    const word = sameLetter ? (wanted[0] ?? '') : wanted;
    for (let step = 0; step < this.items.length; step += 1) {
      const index = (begin + step) % this.items.length;
      const item = this.items[index];
      if (item !== undefined && this.labelOf(item).toLowerCase().startsWith(word)) return this.#select(index);
    }
  }
}
VirtualList.define('vk-list');
