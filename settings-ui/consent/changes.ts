import type { ConsentPrompt } from '@valetkey/api-contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { authorityChanges } from '../authority-changes.ts';

export type Choice = ConsentPrompt['choices'][number];

/** Only when something was agreed before: what it was, beside what it is now. */
export const changesOf = ({ before, authority }: Choice): TemplateResult | typeof nothing =>
  before === undefined
    ? nothing
    : html`<section class="changes"><h2>Changed since you allowed it</h2>${
        authorityChanges(before, authority) ??
        html`<p>The place is the same; the extension itself is another one now.</p>`
      }</section>`;
