import { html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { type IconName, icon } from './icon.ts';

export type ButtonLooks = {
  readonly kind?: 'primary' | 'danger' | 'plain' | 'quiet';
  /** Restores the focus after the button's surroundings were redrawn. */
  readonly key?: string;
  /** When the words on it do not say of what. */
  readonly says?: string;
  readonly icon?: IconName;
  readonly iconOnly?: boolean;
  /** Keeps the focus, and does nothing. */
  readonly busy?: boolean;
  readonly pressed?: boolean;
  readonly submit?: boolean;
  /** Has the focus when its dialog opens, though something else comes first. */
  readonly autofocus?: boolean;
};

/**
 * A native button: `vscode-button` answers the keyboard with a click that a script made, and `press` gets clicks that
 * a person made only.
 */
export function button(
  label: string,
  press: () => unknown,
  {
    kind = 'plain',
    key,
    says,
    icon: name,
    iconOnly = false,
    busy = false,
    pressed,
    submit,
    autofocus = false,
  }: ButtonLooks = {},
): TemplateResult {
  return html`<button
  type=${submit === true ? 'submit' : 'button'}
  class="button ${kind} ${iconOnly ? 'icon-only' : ''}"
  data-key=${ifDefined(key)}
  ?autofocus=${autofocus}
  aria-label=${ifDefined(says ?? (iconOnly ? label : undefined))}
  title=${ifDefined(iconOnly ? (says ?? label) : undefined)}
  aria-disabled=${busy ? 'true' : nothing}
  aria-pressed=${ifDefined(pressed)}
  @click=${(event: Event) => {
    if (event.isTrusted && !busy) void press();
  }}
>${name === undefined ? nothing : icon(name)}${iconOnly ? nothing : label}</button>`;
}
