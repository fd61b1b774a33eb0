import { type ConnectionProvider, fieldsAskedFor } from '@valetkey/api-contracts';
import type { ConnectionRecord } from '../contracts/connection.ts';

/** Of what the provider asks for, which kinds are not there. */
export function missingOf(
  record: Pick<ConnectionRecord, 'fields' | 'secretRefs'>,
  provider: ConnectionProvider,
): { readonly secret: boolean; readonly field: boolean; readonly choice: boolean } {
  // What was left empty stays empty: a default that was not taken decides nothing.
  const standing = Object.fromEntries(provider.fields.map(({ id }) => [id, record.fields[id] ?? '']));
  const required = fieldsAskedFor(provider, standing).filter((field) => field.required);
  const empty = required.filter(({ id, type }) =>
    type === 'secret'
      ? !record.secretRefs.some(({ field }) => field === id)
      : !Object.hasOwn(record.fields, id),
  );
  return {
    secret: empty.some(({ type }) => type === 'secret'),
    field: empty.some(({ type }) => type !== 'secret' && type !== 'choice'),
    choice: empty.some(({ type }) => type === 'choice'),
  };
}
