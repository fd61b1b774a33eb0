import { plainText } from '@valetkey/api-contracts';
import { html, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Choice } from './changes.ts';

/** Radio buttons when there is something to choose. `choose` is told of what a person picked. */
export const connectionPicker = (
  choices: readonly Choice[],
  chosen: Choice,
  choose: (choice: Choice) => void,
): TemplateResult => {
  if (choices.length === 1) return html`<p>${label(chosen)}</p>`;
  const why = choices.some(({ scope }) => scope === 'workspace')
    ? 'Workspace connections come first: they were set up for the work that is open here.'
    : 'You choose; the extension never sees this list.';
  return html`<fieldset>
    <legend class="unseen">Connection</legend>
    ${choices.map(
      (choice) => html`<label class="choice"
        ><input type="radio" name="connection" value=${choice.connectionId} .checked=${live(choice === chosen)}
          @change=${(event: Event) => choose(event.isTrusted ? choice : chosen)} /><span>${label(choice)}</span></label
      >`,
    )}
    <p class="quiet-text">${why}</p>
  </fieldset>`;
};

const whose = { user: 'your own connection', workspace: 'connection of this workspace' } as const;

const label = ({ displayName, scope, origins }: Choice): TemplateResult =>
  html`<b class="theirs">${plainText(displayName)}</b><span class="quiet-text"> ${[whose[scope], ...(origins.length === 0 ? [] : [`for ${origins.join(', ')}`])].join(', ')}</span>`;
