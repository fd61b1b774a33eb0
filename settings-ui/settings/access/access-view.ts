import type { GrantId } from '@valetkey/api-contracts';
import { dormantLabel, type GrantView } from '@valetkey/broker/contracts';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { button } from '../../components/button.ts';
import type { FoldingRows } from '../../components/folding-rows.ts';
import '../../components/folding-rows.ts';
import type { Fold } from '../../components/fold-row.ts';
import { LightElement, redrawnBy } from '../../components/light-element.ts';
import { searchField, select } from '../../components/search-and-select.ts';
import { say } from '../../say.ts';
import type { LiveData } from '../live-data.ts';
import { markPainted } from '../mark-painted.ts';
import type { Powers } from '../powers.ts';
import { accessMatrix } from './access-matrix.ts';
import { accessRow, countedSessions } from './access-row.ts';
import { type AccessOrder, fittingAccess, type HeldAccess, heldAccess, inOrder } from './held-access.ts';
import { revokeGrants } from './revoke-access.ts';

const filters = [
  ['all', say('All')],
  ['unused', say(dormantLabel)],
  ['not-installed', say('Not installed')],
] as const;
type Filter = (typeof filters)[number][0];

const fits = ({ unused, notInstalled }: HeldAccess, filter: Filter): boolean =>
  filter === 'all' || (filter === 'unused' ? unused : notInstalled);

const orders = [
  ['last-used', say('Last used')],
  ['extension', say('Extension')],
  ['connection', say('Connection')],
] as const;

/** Every authority that exists: what is always allowed, and what lives by it or was allowed once. */
export class AccessView extends LightElement {
  static override properties = redrawnBy('data', 'powers', 'text', 'order', 'matrix', 'filter', 'picked');
  declare data: LiveData;
  declare powers: Powers;
  declare text: string;
  declare order: AccessOrder;
  declare matrix: boolean;
  declare filter: Filter;
  declare picked: ReadonlySet<GrantId>;
  #held: readonly HeldAccess[] = [];
  /** Rows were drawn once. */
  #seen = false;
  #shown: readonly HeldAccess[] = [];
  /** Where a range begins that is selected with Shift. */
  #lastPicked: string | undefined;

  constructor() {
    super();
    this.text = '';
    this.order = 'last-used';
    this.matrix = false;
    this.filter = 'all';
    this.picked = new Set();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const isNew = changed.has('data');
    if (isNew && !this.#seen && this.data.grants !== undefined) performance.mark('access:arrived');
    if (isNew) this.#held = heldAccess(this.data);
    if (isNew || changed.has('text') || changed.has('order') || changed.has('filter')) {
      const held = this.#held.filter((one) => fits(one, this.filter));
      this.#shown = inOrder(fittingAccess(held, this.text), this.order);
    }
    // What was revoked meanwhile, or is not in sight any more, is not selected any more.
    const there = new Set(this.#shown.flatMap(({ grant }) => grant?.id ?? []));
    if ([...this.picked].some((id) => !there.has(id))) {
      this.picked = new Set([...this.picked].filter((id) => there.has(id)));
    }
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (this.#seen || !changed.has('data') || this.data.grants === undefined) return;
    this.#seen = true;
    void markPainted('access');
  }

  protected override render(): TemplateResult {
    const { grants, live } = this.data;
    if (grants === undefined || live === undefined)
      return html`<p class="blank" role="status">${say('Loading access…')}</p>`;
    const standing = grants.filter(({ state }) => state !== 'revoked');
    return html`<div class="page whole">
      <header>
        <h2 tabindex="-1" data-home>${say('Access')}</h2>
        <p class="quiet-text">${allowedText(standing)} ${countedSessions(live)}</p>
      </header>
      ${
        this.#held.length === 0
          ? html`<p class="blank">${say('Extensions that you allow to use a connection appear here. You can revoke their access at any time.')}</p>`
          : html`${this.#tools()}${this.#rows()}`
      }
    </div>`;
  }

  #tools(): TemplateResult {
    return html`<div class="tool-line">
        ${searchField(say('Search access'), this.text, (text) => this.#search(text))}
        ${select(say('Show'), this.filter, filters, (value) => {
          this.filter = value as Filter;
        })}
        ${
          this.matrix
            ? nothing
            : select(say('Sort by'), this.order, orders, (value) => {
                this.order = value as AccessOrder;
              })
        }
        <span class="buttons" role="group" aria-label=${say('Show as')}>
          ${button(say('List'), () => this.#showAs(false), { key: 'show as list', pressed: !this.matrix })}
          ${button(say('Matrix'), () => this.#showAs(true), { key: 'show as matrix', pressed: this.matrix })}
        </span>
      </div>
      ${this.matrix ? this.#found() : this.#selection()}`;
  }

  #found(): TemplateResult {
    return html`<p class="tool-line quiet-text small">
      <span role="status">${pickedText(this.#shown.length, this.#held.length, 0)}</span>
      <span><span class="light"></span>${say('Active session')}</span>
      <span><span class="light on"></span>${say('In use now')}</span>
    </p>`;
  }

  #selection(): TemplateResult {
    const shownIds = this.#shown.flatMap(({ grant }) => grant?.id ?? []);
    const { picked, powers } = this;
    const all = shownIds.length > 0 && shownIds.every((id) => picked.has(id));
    return html`<div class="tool-line picking" role="group" aria-label=${say('Selection')}>
        ${button(all ? say('Select none') : say('Select all {count}', { count: shownIds.length }), () => this.#pickAll(all ? [] : shownIds), { kind: 'quiet', key: 'select all' })}
        <span class="quiet-text small" role="status">${pickedText(this.#shown.length, this.#held.length, picked.size)}</span>
        ${picked.size === 0 ? nothing : button(say('Revoke {count}', { count: picked.size }), () => revokeGrants([...picked], powers), { kind: 'danger', key: 'revoke selected', says: say('Revoke {count} selected', { count: picked.size }) })}
      </div>`;
  }

  #rows(): TemplateResult {
    const { data, powers, picked } = this;
    if (this.#shown.length === 0) {
      return html`<p class="none quiet-text" tabindex="-1" data-home>${say('No matches. Clear the search, or set Show to All.')}</p>`;
    }
    if (this.matrix) return accessMatrix(this.#shown, (key) => void this.#showRow(key));
    return html`<vk-rows
      .items=${this.#shown}
      .label=${say('Access')}
      .keyOf=${({ key }: HeldAccess) => key}
      .row=${(held: HeldAccess, fold: Fold) => {
        const picking = {
          picked: held.grant !== undefined && picked.has(held.grant.id),
          pick: (range: boolean) => this.#pick(held, range),
        };
        return accessRow(held, fold, { data, powers, sides: 'both', picking });
      }}
    ></vk-rows>`;
  }

  #showAs(matrix: boolean): void {
    performance.mark('matrix:arrived');
    this.matrix = matrix;
    this.picked = new Set();
    if (matrix) void this.updateComplete.then(() => markPainted('matrix'));
  }

  async #showRow(key: string): Promise<void> {
    this.#showAs(false);
    await this.updateComplete;
    await this.querySelector<FoldingRows<HeldAccess>>('vk-rows')?.reveal(key);
  }

  #search(text: string): void {
    performance.mark('access:filter:begin');
    this.text = text;
    void this.updateComplete.then(() => performance.measure('access:filter', 'access:filter:begin'));
  }

  #pick({ key, grant }: HeldAccess, range: boolean): void {
    if (grant === undefined) return;
    const on = !this.picked.has(grant.id);
    const at = this.#shown.findIndex((one) => one.key === key);
    const from = range ? this.#shown.findIndex((one) => one.key === this.#lastPicked) : -1;
    const between = from < 0 ? [] : this.#shown.slice(Math.min(at, from), Math.max(at, from) + 1);
    const picked = new Set(this.picked);
    for (const id of [grant.id, ...between.flatMap((one) => one.grant?.id ?? [])]) {
      if (on) picked.add(id);
      else picked.delete(id);
    }
    this.#lastPicked = key;
    this.picked = picked;
  }

  #pickAll(ids: readonly GrantId[]): void {
    this.picked = new Set(ids);
  }
}
AccessView.define('vk-access');

const allowedText = (standing: readonly GrantView[]): string => {
  if (standing.length === 0) return say('Nothing is always allowed.');
  const suspended = standing.filter(({ state }) => state === 'suspended').length;
  return suspended === 0
    ? say.count('{count} always allowed.', standing.length)
    : say.count('{count} always allowed, {suspended} suspended.', standing.length, { suspended });
};

const pickedText = (shown: number, all: number, picked: number): string =>
  [
    shown === all ? say('{total} in all', { total: all }) : say('{shown} of {total}', { shown, total: all }),
    ...(picked === 0 ? [] : [say('{count} selected', { count: picked })]),
  ].join(', ');
