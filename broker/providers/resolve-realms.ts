import { fieldIn, type ProviderAuth, urlOf } from '@valetkey/api-contracts';
import type { FieldValues } from './resolve-origins.ts';

/** With the token servers that the user named in their place; a field that was left empty names none. */
export function withRealms(auth: ProviderAuth, fields: FieldValues): ProviderAuth {
  if (auth.kind !== 'registryToken') return auth;
  const realms = auth.realms.flatMap((realm) => {
    const field = fieldIn(realm);
    const address = field === undefined ? realm : Object.hasOwn(fields, field) ? String(fields[field]) : '';
    return urlOf(address)?.href ?? [];
  });
  return { ...auth, realms };
}
