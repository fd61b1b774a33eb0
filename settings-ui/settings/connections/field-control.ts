import { type FieldValue, type ProviderField, plainText } from '@valetkey/api-contracts';
import { html, nothing, type TemplateResult } from 'lit';
import '@vscode-elements/elements/dist/vscode-checkbox/index.js';
import '@vscode-elements/elements/dist/vscode-option/index.js';
import '@vscode-elements/elements/dist/vscode-single-select/index.js';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import type { VscodeTextfield } from '@vscode-elements/elements/dist/vscode-textfield/index.js';
import { say } from '../../say.ts';

export type FieldControl = HTMLElement & { value: string; checked?: boolean };

/** The input inside the component, in which somebody types. */
export const inputOf = (control: FieldControl | null): HTMLInputElement | undefined =>
  (control as Partial<VscodeTextfield> | null)?.wrappedElement ?? undefined;

export const controlIn = (field: HTMLElement): FieldControl | null =>
  field.querySelector('vscode-textfield, vscode-single-select, vscode-checkbox, textarea');

/** Whether a secret is there already; one that was saved for another place than this leads to now stays behind. */
export type Saved = boolean | 'elsewhere';
const ofSaved = (saved: Saved): string =>
  saved === 'elsewhere'
    ? say('Enter it again: the destination changed')
    : say('Saved. Leave empty to keep it');

/** What a field of this type is filled in with. */
export function fieldControl(
  {
    field,
    preset,
    problem,
    saved,
    shown,
  }: {
    readonly field: ProviderField;
    readonly preset: FieldValue | undefined;
    readonly problem: string | undefined;
    readonly saved: Saved;
    readonly shown: boolean;
  },
  { typed, changed, leaving }: { typed(): void; changed(): void; leaving(): void },
): TemplateResult {
  const label = plainText(field.label);
  if (field.type === 'boolean') {
    const checked = typeof preset === 'boolean' ? preset : field.default;
    return html`<vscode-checkbox .label=${label} ?checked=${checked} @change=${typed}></vscode-checkbox>`;
  }
  const given = preset ?? ('default' in field ? field.default : undefined);
  if (field.type === 'enum') {
    const chosen = given ?? field.options[0]?.value;
    return html`<vscode-single-select .label=${label} ?invalid=${problem !== undefined} @change=${changed}>${field.options.map(
      (one) =>
        html`<vscode-option value=${one.value} ?selected=${one.value === chosen}>${plainText(one.label)}</vscode-option>`,
    )}</vscode-single-select>`;
  }
  if (field.type === 'secret' && field.format === 'pem') {
    return html`<textarea class="pem ${shown ? '' : 'concealed'}" aria-label=${label} rows="5" autocomplete="off" spellcheck="false"
        placeholder=${saved !== false ? ofSaved(saved) : '-----BEGIN …'} @input=${typed} @focusout=${leaving}></textarea>`;
  }
  const types = {
    string: 'text',
    choice: 'text',
    url: 'url',
    number: 'number',
    secret: shown ? 'text' : 'password',
  } as const;
  const hint = 'placeholder' in field && field.placeholder !== undefined ? plainText(field.placeholder) : '';
  return html`<vscode-textfield
      type=${types[field.type]}
      .label=${label}
      placeholder=${saved !== false && field.type === 'secret' ? ofSaved(saved) : hint}
      autocomplete="off"
      spellcheck="false"
      step=${field.type === 'number' ? 'any' : nothing}
      .defaultValue=${String(given ?? '')}
      value=${given === undefined ? nothing : String(given)}
      ?invalid=${problem !== undefined}
      @input=${typed}
      @focusout=${leaving}
      @paste=${pasteTrimmed}
    ></vscode-textfield>`;
}

/** What is copied often brings a line break or a blank along. */
const pasteTrimmed = (event: ClipboardEvent): void => {
  const text = event.clipboardData?.getData('text/plain');
  const input = inputOf(event.currentTarget as FieldControl);
  if (text === undefined || text === text.trim() || !input) return;
  event.preventDefault();
  if (input.type === 'number' || input.type === 'url') input.value = text.trim();
  else input.setRangeText(text.trim(), input.selectionStart ?? 0, input.selectionEnd ?? 0, 'end');
  input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
};
