import { type ConsentPrompt, consentWords, unseenChange } from '@valetkey/broker/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { authorityChanges } from '../authority-changes.ts';
import { say } from '../say.ts';
import { toolChangesTable } from '../tool-changes.ts';

export type Choice = ConsentPrompt['choices'][number];

/** Only when something was agreed before: what it was, beside what it is now. */
export const changesOf = ({ before, authority, toolChanges }: Choice): TemplateResult | typeof nothing => {
  if (before === undefined) return nothing;
  const place = authorityChanges(before, authority);
  const tools = toolChanges === undefined ? undefined : toolChangesTable(toolChanges);
  return html`<section class="changes"><h2>${say(consentWords.changed)}</h2>${place} ${tools}${
    place === undefined && tools === undefined ? html`<p>${unseenChange(say, authority)}</p>` : nothing
  }</section>`;
};
