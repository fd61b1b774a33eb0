import { html, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import '@vscode-elements/elements/dist/vscode-option/index.js';
import '@vscode-elements/elements/dist/vscode-single-select/index.js';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import { say } from '../say.ts';
import { icon } from './icon.ts';

export const searchField = (label: string, value: string, typed: (text: string) => void): TemplateResult =>
  html`<vscode-textfield
    class="search"
    type="search"
    .label=${say('{label} (press / to come here)', { label })}
    placeholder=${label}
    data-key=${label}
    .value=${value}
    @input=${(event: Event) => typed((event.currentTarget as HTMLInputElement).value)}
    ><span slot="content-before" class="search-icon">${icon('search')}</span></vscode-textfield
  >`;

export const select = (
  label: string,
  value: string,
  options: readonly (readonly [value: string, label: string])[],
  chosen: (value: string) => void,
): TemplateResult =>
  html`<vscode-single-select
    .label=${label}
    title=${label}
    data-key="select ${label}"
    .value=${live(value)}
    @change=${(event: Event) => chosen((event.currentTarget as HTMLSelectElement).value)}
    >${repeat(
      options,
      // The component reads an option's words when it comes, and does not see that they changed.
      ([one, words]) => `${one} ${words}`,
      ([one, words]) => html`<vscode-option value=${one} ?selected=${one === value}>${words}</vscode-option>`,
    )}</vscode-single-select
  >`;
