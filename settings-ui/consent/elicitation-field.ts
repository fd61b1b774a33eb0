import { plainText } from '@valetkey/api-contracts';
import type { ElicitationField, ElicitedValue } from '@valetkey/broker/contracts';
import { html, noChange, nothing, type TemplateResult } from 'lit';
import { say } from '../say.ts';

type Shown = {
  readonly at: number;
  readonly value: ElicitedValue;
  readonly misfit: string | undefined;
  readonly set: (value: ElicitedValue) => void;
};

/** One field of a server's form. No pattern, name or other attribute comes from the server but plain text. */
export function elicitationField(field: ElicitationField, shown: Shown): TemplateResult {
  const { at, misfit } = shown;
  const isGroup = field.kind === 'choices';
  const label = html`${plainText(field.label)}${field.required ? html` <span class="quiet-text">${say('(required)')}</span>` : nothing}`;
  const hint =
    field.hint === undefined
      ? nothing
      : html`<p class="quiet-text" id="hint-${at}">${plainText(field.hint)}</p>`;
  const bad = misfit === undefined ? nothing : html`<p class="bad" role="alert" id="bad-${at}">${misfit}</p>`;
  return isGroup
    ? html`<fieldset class="elicited-field" data-field=${at} tabindex="-1" aria-describedby=${describedBy(field, shown)}>
        <legend>${label}</legend>
        ${hint}${choices(field, shown)}${bad}
      </fieldset>`
    : html`<div class="elicited-field">
        <label for="field-${at}">${label}</label>
        ${hint}${control(field, shown)}${bad}
      </div>`;
}

const describedBy = ({ hint }: ElicitationField, { at, misfit }: Shown): string | typeof nothing => {
  const ids = [hint === undefined ? [] : [`hint-${at}`], misfit === undefined ? [] : [`bad-${at}`]].flat();
  return ids.length === 0 ? nothing : ids.join(' ');
};

type Of<Kind extends ElicitationField['kind']> = Extract<ElicitationField, { kind: Kind }>;

const control = (field: Exclude<ElicitationField, Of<'choices'>>, shown: Shown): TemplateResult => {
  const { at, value, misfit, set } = shown;
  const described = describedBy(field, shown);
  const invalid = misfit === undefined ? nothing : 'true';
  if (field.kind === 'boolean' || field.kind === 'choice') {
    const labels = field.kind === 'boolean' ? [say('No'), say('Yes')] : field.options;
    const read = (place: number): ElicitedValue => {
      if (place < 0) return null;
      return field.kind === 'boolean' ? place === 1 : place;
    };
    const chosen = typeof value === 'boolean' ? Number(value) : value;
    return html`<select
      id="field-${at}"
      data-field=${at}
      aria-describedby=${described}
      aria-invalid=${invalid}
      @change=${({ target }: Event) => set(read(Number((target as HTMLSelectElement).value)))}
    >
      <option value="-1" ?selected=${chosen === null}>${say('Choose…')}</option>
      ${labels.map((one, place) => html`<option value=${place} ?selected=${chosen === place}>${plainText(one)}</option>`)}
    </select>`;
  }
  const read = (text: string): ElicitedValue => {
    // Spaces alone would be zero.
    if (field.kind === 'number') return text.trim() === '' ? null : Number(text);
    return text === '' ? null : text;
  };
  return html`<input
    id="field-${at}"
    data-field=${at}
    type=${field.kind === 'text' && field.masked ? 'password' : 'text'}
    inputmode=${field.kind === 'number' ? 'decimal' : 'text'}
    autocomplete="off"
    spellcheck="false"
    aria-describedby=${described}
    aria-invalid=${invalid}
    .value=${Number.isNaN(value) ? noChange : String(value ?? '')}
    @input=${({ target }: Event) => set(read((target as HTMLInputElement).value))}
  />`;
};

const choices = ({ options }: Of<'choices'>, { value, set }: Shown): TemplateResult[] => {
  const chosen = new Set(Array.isArray(value) ? value : []);
  return options.map(
    (one, place) => html`<label class="choice">
      <input
        type="checkbox"
        .checked=${chosen.has(place)}
        @change=${({ target }: Event) => {
          if ((target as HTMLInputElement).checked) chosen.add(place);
          else chosen.delete(place);
          set(chosen.size === 0 ? null : [...chosen].sort((one, other) => one - other));
        }}
      />
      ${plainText(one)}
    </label>`,
  );
};
