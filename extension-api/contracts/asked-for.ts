import type { FieldCondition, FieldGroup, FieldValue, ProviderField } from './provider-field.ts';

type Values = (field: string) => FieldValue | undefined;
type Form = {
  readonly fields: readonly ProviderField[];
  readonly groups?: readonly FieldGroup[] | undefined;
};

/**
 * Whether a field is asked for, by its own condition and its group's. `standing` gives what is in an earlier field
 * that is itself asked for, its default included; `undefined` where nothing does, which meets no condition.
 */
export const isAskedFor = (
  field: Pick<ProviderField, 'when' | 'group'>,
  groups: Form['groups'],
  standing: Values,
): boolean => {
  const group = field.group === undefined ? undefined : groups?.find(({ id }) => id === field.group);
  return holds(field.when, standing) && holds(group?.when, standing);
};

/**
 * The fields that a form asks for while these values stand in it, in the provider's order. Main asks the same
 * question (broker/providers/check-fields.ts), and its answer is the one that counts.
 */
export const fieldsAskedFor = (
  form: Form,
  values: Readonly<Record<string, FieldValue | undefined>>,
): readonly ProviderField[] => {
  const known = new Map<string, FieldValue>();
  return form.fields.filter((field) => {
    if (!isAskedFor(field, form.groups, (id) => known.get(id))) return false;
    const given = Object.hasOwn(values, field.id) ? values[field.id] : undefined;
    const value = given ?? ('default' in field ? field.default : undefined);
    if (value !== undefined && value !== '') known.set(field.id, value);
    return true;
  });
};

const holds = (condition: FieldCondition | undefined, standing: Values): boolean => {
  if (condition === undefined) return true;
  const value = standing(condition.field);
  if (value === undefined) return false;
  return 'in' in condition ? condition.in.includes(value) : condition.equals === value;
};
