import { type FieldValue, type ProviderField, plainText } from '@valetkey/api-contracts';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { button } from '../../components/button.ts';
import { LightElement, redrawnBy } from '../../components/light-element.ts';
import { say } from '../../say.ts';
import { controlIn, type FieldControl, fieldControl, inputOf, type Saved } from './field-control.ts';

/** So long after the last key counts a field as filled in. */
const pauseMs = 700;
const leftMs = 250;

/**
 * One field of a provider. What is typed stays in the control: a secret is read out once, when it is saved, and is in
 * no state of ours.
 */
export class FormField extends LightElement {
  static override properties = redrawnBy('field', 'preset', 'problem', 'saved', 'shown');
  declare field: ProviderField;
  declare preset: FieldValue | undefined;
  declare problem: string | undefined;
  /** A secret that is there already: it may stay as it is. */
  declare saved: Saved;
  /** Whether what is typed now can be read. */
  declare shown: boolean;
  /** Problems are said from then on: nobody is told off for what they have not finished. */
  finished = false;
  whenTyped: () => void = () => undefined;
  whenLeft: () => void = () => undefined;
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.saved = false;
    this.shown = false;
  }

  /** As typed; undefined when nothing was. Secrets go to `secret` only. */
  value(): FieldValue | undefined {
    const { field } = this;
    const control = this.#control;
    if (control === null) return this.preset ?? ('default' in field ? field.default : undefined);
    if (field.type === 'secret') return undefined;
    if (field.type === 'boolean') return control.checked === true;
    if (field.type === 'number') return control.value === '' ? undefined : Number(control.value);
    return control.value.trim();
  }

  secret(): string | undefined {
    const typed = this.field.type === 'secret' ? (this.#control?.value.trim() ?? '') : '';
    return typed === '' ? undefined : typed;
  }

  forget(): void {
    const control = this.#control;
    if (this.field.type !== 'secret' || control === null) return;
    this.shown = false;
    control.value = '';
    // The component may believe that it is empty already, and leave what stands in the input.
    const input = inputOf(control);
    if (input) input.value = '';
  }

  override focus(): void {
    // What is folded away cannot have the focus, and its problem would not be seen.
    this.closest('details')?.setAttribute('open', '');
    this.#control?.focus();
  }

  protected override updated(changed: PropertyValues<this>): void {
    const control = this.#control;
    if (control === null) return;
    if (changed.has('field') || changed.has('problem')) void this.#tellControl(control);
  }

  /** What stands below the field belongs to it, and is in another tree than the input inside the component. */
  async #tellControl(control: FieldControl): Promise<void> {
    await (control as Partial<LightElement>).updateComplete;
    const inner =
      control.shadowRoot?.querySelector<HTMLElement>('input, [role="combobox"], .select-face') ?? control;
    const about = [this.problem, this.field.help === undefined ? undefined : plainText(this.field.help)];
    inner.setAttribute('aria-description', about.filter((one) => one !== undefined).join(' '));
    if (this.problem === undefined) inner.removeAttribute('aria-invalid');
    else inner.setAttribute('aria-invalid', 'true');
    if (this.field.required && this.field.type !== 'boolean' && this.saved === false) {
      inner.setAttribute('aria-required', 'true');
    }
  }

  protected override render(): TemplateResult {
    const { field, problem } = this;
    const label = plainText(field.label);
    const control = fieldControl(this, {
      typed: this.#typed,
      changed: this.#changed,
      leaving: this.#leaving,
    });
    const optional =
      field.type !== 'boolean' && !field.required
        ? html` <span class="quiet-text">${say('optional')}</span>`
        : nothing;
    const below = html`${field.help === undefined ? nothing : html`<p class="quiet-text small theirs">${plainText(field.help)}</p>`}
      ${this.#optionHelp()}
      <p class="problem" role="alert">${problem ?? ''}</p>`;
    if (field.type === 'boolean') return html`<div class="field">${control}${below}</div>`;
    return html`<div class="field ${problem === undefined ? '' : 'invalid'}">
      <span class="field-label theirs" @click=${() => this.focus()}>${label}${optional}</span>
      ${field.type === 'secret' ? html`<div class="with-button">${control}${this.#reveal(label)}</div>` : control}${below}
    </div>`;
  }

  /** What the chosen option means, as its provider says. */
  #optionHelp(): TemplateResult | typeof nothing {
    const { field } = this;
    if (field.type !== 'enum') return nothing;
    const chosen = this.#control?.value ?? this.preset ?? field.default ?? field.options[0]?.value;
    const about = field.options.find(({ value }) => value === chosen)?.description;
    return about === undefined ? nothing : html`<p class="small theirs">${plainText(about)}</p>`;
  }

  #reveal(label: string): TemplateResult {
    const turn = (): void => {
      this.shown = !this.shown;
    };
    return button(this.shown ? say('Hide') : say('Show'), turn, {
      kind: 'quiet',
      icon: this.shown ? 'conceal' : 'reveal',
      iconOnly: true,
      pressed: this.shown,
      says: say('Show what you type into {field}', { field: label }),
      key: `reveal ${this.field.id}`,
    });
  }

  #typed = (): void => {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(this.#left, pauseMs);
    this.whenTyped();
  };

  #changed = (): void => {
    this.whenTyped();
    this.#left();
  };

  /** Not at once: a sentence that appears below moves what somebody is about to click from under the pointer. */
  #leaving = (): void => {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(this.#left, leftMs);
  };

  #left = (): void => {
    clearTimeout(this.#pause);
    const value = this.field.type === 'secret' ? this.secret() : this.value();
    if (value !== undefined && value !== '') this.finished = true;
    if (this.field.type === 'enum') this.requestUpdate();
    this.whenLeft();
  };

  override disconnectedCallback(): void {
    clearTimeout(this.#pause);
    this.forget();
    super.disconnectedCallback();
  }

  get #control(): FieldControl | null {
    return controlIn(this);
  }
}
FormField.define('vk-field');
