import type { FieldValue, ProviderField } from '@valetkey/api-contracts';
import { element } from '../element.ts';

export type FormField = {
  readonly field: ProviderField;
  readonly row: HTMLElement;
  /** As typed; undefined when nothing was. Secrets go to `secret` only. */
  value(): FieldValue | undefined;
  secret(): string | undefined;
  onInput(run: () => void): void;
  /** A sentence below the field; none clears it. */
  say(problem: string | undefined): void;
  forget(): void;
  focus(): void;
};

/** One field of a provider as the form shows it. The broker checks what was typed; here is no second rule. */
export const formField = (field: ProviderField): FormField => {
  const id = `field-${field.id}`;
  const input = inputFor(field);
  input.id = id;
  input.setAttribute('aria-describedby', `${id}-help ${id}-problem`);
  if (field.required && field.type !== 'boolean') input.setAttribute('aria-required', 'true');
  const optional =
    field.required || field.type === 'boolean' ? undefined : element('span', {}, ' (optional)');
  const problem = element('p', { class: 'problem', id: `${id}-problem`, role: 'alert' });
  const label = element('label', { for: id }, field.label, optional);
  const help = element('p', { class: 'quiet', id: `${id}-help` }, field.help);
  const row =
    input.type === 'checkbox'
      ? element('div', { class: 'field check' }, input, label, help, problem)
      : element('div', { class: 'field' }, label, input, help, problem);
  // What is pasted often brings a line break or a blank along.
  if (input instanceof HTMLInputElement && input.type !== 'checkbox') {
    input.addEventListener('change', () => {
      input.value = input.value.trim();
    });
  }
  return {
    field,
    row,
    value: () => (field.type === 'secret' ? undefined : typedIn(field, input)),
    secret: () => (field.type === 'secret' && input.value !== '' ? input.value.trim() : undefined),
    onInput: (run) => input.addEventListener('input', run),
    say: (sentence) => {
      problem.textContent = sentence ?? '';
      input.toggleAttribute('aria-invalid', sentence !== undefined);
    },
    forget: () => {
      if (field.type === 'secret') input.value = '';
    },
    focus: () => input.focus(),
  };
};

const inputFor = (field: ProviderField): HTMLInputElement | HTMLSelectElement => {
  if (field.type === 'enum') {
    const { options, default: preset = options[0]?.value } = field;
    const made = options.map(({ value, label }) =>
      element('option', { value, selected: value === preset }, label),
    );
    return element('select', {}, ...made);
  }
  if (field.type === 'boolean') return element('input', { type: 'checkbox', checked: field.default });
  const plain = { autocomplete: 'off', spellcheck: 'false', autocapitalize: 'off' };
  if (field.type === 'secret')
    return element('input', { ...plain, type: 'password', placeholder: field.placeholder });
  // Chosen once the connection is saved and signed in; until then it may be left empty.
  const value = field.type === 'choice' ? undefined : field.default;
  if (field.type === 'number')
    return element('input', {
      ...plain,
      type: 'number',
      step: 'any',
      min: field.minimum,
      max: field.maximum,
      value,
    });
  return element('input', {
    ...plain,
    type: 'text',
    placeholder: 'placeholder' in field ? field.placeholder : undefined,
    value,
  });
};

const typedIn = (
  field: ProviderField,
  input: HTMLInputElement | HTMLSelectElement,
): FieldValue | undefined => {
  if (field.type === 'boolean') return input instanceof HTMLInputElement && input.checked;
  if (field.type === 'number') return input.value === '' ? undefined : Number(input.value);
  return input.value.trim();
};
