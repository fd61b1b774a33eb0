import { type ProviderField, providerField } from '@valetkey/api-contracts';
import { child, listAt, textAt } from './place.ts';

/** A field as far as it can be read: the checks go on around what the schema has found fault with. */
export type DeclaredField = {
  readonly id: string;
  readonly type: string | undefined;
  readonly required: boolean;
  readonly conditional: boolean;
  readonly field: ProviderField | undefined;
};

export function declaredFields(provider: unknown): readonly (DeclaredField | undefined)[] {
  return listAt(provider, 'fields')
    .slice(0, 40)
    .map((raw) => {
      const id = textAt(raw, 'id');
      if (id === undefined) return undefined;
      const { data: field } = providerField.safeParse(raw);
      const required = child(raw, 'required') !== false;
      return {
        id,
        type: textAt(raw, 'type'),
        required,
        conditional:
          child(raw, 'when') !== undefined ||
          listAt(provider, 'groups').some(
            (group) => child(group, 'id') === child(raw, 'group') && child(group, 'when') !== undefined,
          ),
        field,
      };
    });
}
