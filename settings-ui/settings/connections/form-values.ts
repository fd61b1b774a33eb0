import {
  type FieldValue,
  fieldsAskedFor,
  type ProviderField,
  type ProviderView,
  ValetkeyError,
} from '@valetkey/api-contracts';
import type { ConnectionView } from '@valetkey/broker/contracts';
import { checkFields } from '../../../broker/providers/check-fields.ts';
import { say } from '../../say.ts';
import type { FormField } from './form-field.ts';

export type Typed = Readonly<Record<string, FieldValue | undefined>>;

/** What stands in the plain fields now. Never a secret. */
export const typedIn = (fields: readonly FormField[]): Typed => given(fields, (field) => field.value());

export const secretsIn = (fields: readonly FormField[]): Record<string, string> =>
  given(fields, (field) => field.secret());

/** As it is sent to main: what was left empty in a new connection is not there. */
export const plainFieldsIn = (
  fields: readonly FormField[],
  editing: ConnectionView | undefined,
): Record<string, FieldValue> =>
  given(fields, (field) => {
    const value = field.value();
    return value === '' && editing === undefined ? undefined : value;
  });

/** Those that are asked for with what stands in the form now. What a service offers is chosen after it was saved. */
export const fieldsToAsk = (
  { provider }: ProviderView,
  editing: ConnectionView | undefined,
  typed: Typed,
): readonly ProviderField[] =>
  fieldsAskedFor(provider, { ...editing?.fields, ...typed }).filter(({ type }) => type !== 'choice');

/** The same check that main makes, on what is there now: sentences by field, for those that were filled in. */
export const problemsIn = (
  fields: readonly FormField[],
  { provider }: ProviderView,
  editing: ConnectionView | undefined,
): Readonly<Record<string, string>> => {
  const { problems } = checkFields(say, provider, {
    fields: given(fields, (field) => (field.field.type === 'secret' ? undefined : (field.value() ?? ''))),
    secrets: secretsIn(fields),
    savedSecrets: editing?.secretFields.filter(({ saved }) => saved).map(({ field }) => field) ?? [],
  });
  const finished = new Set(fields.filter((one) => one.finished).map(({ field }) => field.id));
  return Object.fromEntries(
    problems.filter(({ field }) => finished.has(field)).map(({ field, sentence }) => [field, sentence]),
  );
};

/** The field that an error of main's is about, where that can be told. */
export const fieldOf = (error: unknown, fields: readonly FormField[]): FormField | undefined => {
  const at = error instanceof ValetkeyError ? error.details.at?.split('.') : undefined;
  return fields.find(({ field }) => at?.includes(field.id));
};

const given = <Value>(
  fields: readonly FormField[],
  read: (field: FormField) => Value | undefined,
): Record<string, Value> =>
  Object.fromEntries(
    fields.flatMap((one) => {
      const value = read(one);
      return value === undefined ? [] : [[one.field.id, value]];
    }),
  );
