import { plainText } from '@valetkey/api-contracts';
import {
  canBeUsed,
  connectionLabels,
  connectionLabelsInside,
  nextStepOf,
  scopeLabels,
} from '@valetkey/broker/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { agoText } from '../date-text.ts';
import { say } from '../say.ts';
import type { Choice } from './changes.ts';

export type Picking = {
  readonly chosen: Choice;
  readonly search: string;
  /** Told of what a person picked. */
  readonly choose: (choice: Choice) => void;
  readonly look: (search: string) => void;
};

/** From so many on there is a search. */
export const manyChoices = 8;
const mostShown = 7;
const mostNamed = 50;

/**
 * Radio buttons when there is something to choose, in the order that main offers them. What cannot be used as it is
 * stands folded below, by name and with what stands in the way; if nothing can be used, all of it stands above.
 */
export function connectionPicker(choices: readonly Choice[], picking: Picking): TemplateResult {
  const { chosen, search, look } = picking;
  if (choices.length === 1) return html`<p>${label(chosen)}</p>${hindrance(chosen)}`;
  const ready = choices.filter(isUsable);
  const offered = ready.length === 0 ? choices : ready;
  const folded = ready.length === 0 ? [] : choices.filter((choice) => !isUsable(choice));
  const found = offered.filter(matches(search));
  const shown = found.slice(0, mostShown);
  // The chosen one stays in sight: what is allowed is what is marked.
  const rows = shown.includes(chosen) ? shown : [chosen, ...shown.slice(0, mostShown - 1)];
  const more = found.filter((choice) => !rows.includes(choice)).length;
  return html`<fieldset>
      <legend class="unseen">${say('Connection')}</legend>
      ${offered.length < manyChoices ? nothing : searchField(offered.length, search, look)}
      ${rows.map((choice) => radio(choice, picking))}
      ${more === 0 ? nothing : html`<p class="quiet-text">${say('{count} more. Search to see them.', { count: more })}</p>`}
      ${hindrance(chosen)}
      ${choices.some(({ scope }) => scope === 'workspace') ? html`<p class="quiet-text">${say('Workspace connections come first because they belong to the open workspace.')}</p>` : nothing}
    </fieldset>
    ${folded.length === 0 ? nothing : unusable(folded)}`;
}

const searchField = (count: number, search: string, look: (search: string) => void): TemplateResult =>
  html`<input
    type="search"
    class="search"
    aria-label=${say('Search connections')}
    placeholder=${say.count('Search {count} connections', count)}
    .value=${live(search)}
    @input=${(event: Event) => look((event.currentTarget as HTMLInputElement).value)}
  />`;

const isUsable = ({ state }: Choice): boolean => canBeUsed(state);

const matches =
  (search: string) =>
  ({ displayName, origins }: Choice): boolean =>
    [displayName, ...origins].some((text) => text.toLowerCase().includes(search.trim().toLowerCase()));

const radio = (choice: Choice, { chosen, choose }: Picking): TemplateResult =>
  html`<label class="choice"
    ><input
      type="radio"
      name="connection"
      value=${choice.connectionId}
      .checked=${live(choice === chosen)}
      @change=${(event: Event) => choose(event.isTrusted ? choice : chosen)}
    /><span>${label(choice)}</span></label
  >`;

/** What the person does before it can be used; allowing it changes nothing about that. */
const hindrance = (choice: Choice): TemplateResult | typeof nothing => {
  if (isUsable(choice)) return nothing;
  const next = nextStepOf(say, choice);
  return html`<p class="problem">${next === undefined ? say('It cannot be used yet.') : say('It cannot be used yet. {next}', { next })}</p>`;
};

const unusable = (choices: readonly Choice[]): TemplateResult => {
  const named = choices.slice(0, mostNamed);
  return html`<details>
    <summary>${say('Cannot be used now ({count})', { count: choices.length })}</summary>
    <ul class="bullets scrolls" tabindex="0" aria-label=${say('Connections that cannot be used now')}>
      ${named.map((choice) => html`<li><span class="theirs">${plainText(choice.displayName)}</span>: ${nextStepOf(say, choice) ?? say(connectionLabels[choice.state])}</li>`)}
      ${choices.length > mostNamed ? html`<li>${say('{count} more, in Settings', { count: choices.length - mostNamed })}</li>` : nothing}
    </ul>
  </details>`;
};

const label = ({ displayName, way, scope, origins, state, lastUsedAt }: Choice): TemplateResult => {
  const facts = [
    say(scopeLabels[scope]),
    ...(origins.length === 0 ? [] : [say('for {hosts}', { hosts: origins.join(', ') })]),
    ...(state === 'ready' ? [] : [say(connectionLabelsInside[state])]),
    ...(lastUsedAt === undefined ? [] : [say('last used {ago}', { ago: agoText(lastUsedAt) })]),
  ];
  const by = way === undefined ? nothing : html` <span class="theirs">${plainText(way)}</span>`;
  return html`<b class="theirs">${plainText(displayName)}</b>${by}<span class="quiet-text"> ${facts.join(', ')}</span>`;
};
