import {
  type ConnectionProvider,
  type FieldGroup,
  type ProviderField,
  plainText,
} from '@valetkey/api-contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';

/** Fields without a group first, then each group under its heading; what most people leave as it is, folded away. */
export const groupedFields = (
  { groups = [] }: ConnectionProvider,
  fields: readonly ProviderField[],
  draw: (field: ProviderField) => TemplateResult,
): TemplateResult => {
  const all = (some: readonly ProviderField[]) => repeat(some, ({ id }) => id, draw);
  const known = new Set(groups.map(({ id }) => id));
  const loose = fields.filter(({ group }) => group === undefined || !known.has(group));
  return html`${all(loose)}${groups.map((group) => {
    const members = fields.filter((field) => field.group === group.id);
    return members.length === 0 ? nothing : grouped(group, all(members));
  })}`;
};

const grouped = ({ label, help, folded }: FieldGroup, members: unknown): TemplateResult => {
  const about =
    help === undefined ? nothing : html`<p class="quiet-text small theirs">${plainText(help)}</p>`;
  const name = plainText(label);
  return folded === true
    ? html`<details class="field-group"><summary class="theirs">${name}</summary>${about}${members}</details>`
    : html`<fieldset class="field-group"><legend class="theirs">${name}</legend>${about}${members}</fieldset>`;
};
