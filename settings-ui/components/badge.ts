import { html, type TemplateResult } from 'lit';
import { type IconName, icon } from './icon.ts';

export type Tone = 'good' | 'plain' | 'warn' | 'bad';

/** The word says it; the colour only helps. */
export function badge({ label, tone }: { readonly label: string; readonly tone: Tone }): TemplateResult {
  return html`<span class="badge ${tone}">${label}</span>`;
}

const icons: Readonly<Record<Tone, IconName>> = {
  good: 'pass',
  plain: 'history',
  warn: 'warning',
  bad: 'fail',
};

export const callout = (tone: Tone, content: unknown): TemplateResult =>
  html`<div class="callout ${tone}">${icon(icons[tone])}<div>${content}</div></div>`;
