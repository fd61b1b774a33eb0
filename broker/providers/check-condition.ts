import { type FieldCondition, fieldGroup } from '@valetkey/api-contracts';
import type { DeclaredField } from './declared-fields.ts';
import { type Found, fault } from './fault.ts';
import { wordList } from './nearest-word.ts';
import type { ManifestPlace } from './place.ts';
import { quoteName } from './quote-found.ts';

export const conditionOf = (group: unknown): FieldCondition | undefined =>
  fieldGroup.safeParse(group).data?.when;

export const checkGroups = (
  groups: readonly unknown[],
  ids: readonly (string | undefined)[],
  at: ManifestPlace,
): readonly Found[] =>
  groups.flatMap((_group, index) =>
    ids[index] !== undefined && ids.indexOf(ids[index]) !== index
      ? fault([...at, 'groups', index, 'id'], 'An earlier group already has this id; each needs its own.')
      : [],
  );

/** A condition looks back only, at a field that can have the value it names. `place` is the condition's. */
export function checkCondition(
  condition: FieldCondition | undefined,
  earlier: ReadonlyMap<string, DeclaredField>,
  place: ManifestPlace,
): readonly Found[] {
  if (condition === undefined) return [];
  const other = earlier.get(condition.field);
  if (other === undefined) {
    const names = [...earlier.keys()].filter((id) => quoteName(id) !== undefined);
    const known =
      names.length === 0 ? 'there is none before this one' : `those are ${wordList(names, 'and')}`;
    return fault([...place, 'field'], `This must be the id of a field that stands earlier; ${known}.`);
  }
  const word = `The field ${quoteName(other.id) ?? 'named here'}`;
  if (other.type === 'secret' || other.type === 'choice')
    return fault(
      [...place, 'field'],
      other.type === 'secret'
        ? `${word} is a secret; whether a field is shown must not depend on a secret.`
        : `${word} is chosen after signing in; whether a field is shown cannot depend on it.`,
    );
  const { field } = other;
  if (field === undefined) return [];
  const wanted =
    'in' in condition
      ? condition.in.map((value, index) => [value, ['in', index]] as const)
      : [[condition.equals, ['equals']] as const];
  return wanted.flatMap(([value, steps]) => {
    const what = demandOf(field, value);
    return what === undefined
      ? []
      : fault([...place, ...steps], `${word} has the type \`${other.type}\`, so this must be ${what}.`);
  });
}

/** What the value would have to be; `undefined` where the field can have it. */
const demandOf = (
  field: NonNullable<DeclaredField['field']>,
  value: string | number | boolean,
): string | undefined => {
  if (field.type === 'boolean') return typeof value === 'boolean' ? undefined : 'true or false';
  if (field.type === 'number') return typeof value === 'number' ? undefined : 'a number';
  if (field.type !== 'enum') return typeof value === 'string' ? undefined : 'text in double quotes';
  return field.options.some((option) => option.value === value) ? undefined : 'one of its options';
};
