import { html, nothing, type TemplateResult } from 'lit';
import { icon } from './icon.ts';

/** What a row is drawn with: whether its details are shown, and how to show or hide them. */
export type Fold = { readonly open: boolean; readonly toggle: () => void };

/** Of the row `key`, where `set` keeps which rows are open. */
export const foldOf = (
  unfolded: ReadonlySet<string>,
  key: string,
  set: (unfolded: ReadonlySet<string>) => void,
): Fold => {
  const open = unfolded.has(key);
  const toggle = (): void => {
    const others = [...unfolded].filter((one) => one !== key);
    set(new Set(open ? others : [...others, key]));
  };
  return { open, toggle };
};

/** One line of a list, that folds out into details. */
export function foldRow(
  key: string,
  fold: Fold,
  row: {
    /** For who hears it. */
    readonly label: string;
    /** Before what is pressed: a control of its own, a picture. */
    readonly before: TemplateResult;
    readonly name: TemplateResult;
    readonly about: TemplateResult | string;
    /** At the end of the line. */
    readonly state: TemplateResult;
    readonly details: () => TemplateResult;
  },
): TemplateResult {
  const { label, before, name, about, state, details } = row;
  return html`<article class="held-row" aria-label=${label}>
    <div class="compact-line">
      ${before}
      <button type="button" class="fold" data-key="fold ${key}" aria-expanded=${fold.open} @click=${fold.toggle}>
        <span class="fold-text">
          <span class="one-line">${name}</span>
          <span class="one-line quiet-text small">${about}</span>
        </span>
        <span class="fold-state small">${state}</span>
        <span class="fold-sign ${fold.open ? 'open' : ''}">${icon('more')}</span>
      </button>
    </div>
    ${fold.open ? html`<div class="compact-details">${details()}</div>` : nothing}
  </article>`;
}
