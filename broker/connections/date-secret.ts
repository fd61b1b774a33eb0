import { type CredentialExpiry, connectionRecord } from '../contracts/connection.ts';
import type { ConnectionRow } from './connection-sql.ts';
import { readConnectionRow } from './read-row.ts';

export type DatedSecret = { readonly connectionId: string; readonly field: string; readonly counter: number };

/** The record with the date of a secret that has none. Undefined: it has one, or is another secret by now. */
export function withDate(
  row: ConnectionRow,
  { field, counter }: DatedSecret,
  expiry: CredentialExpiry,
): string | undefined {
  const reading = readConnectionRow(...row);
  if (!reading.ok) return undefined;
  const { secretRefs } = reading.record;
  const undated = secretRefs.find(
    (ref) => ref.field === field && ref.counter === counter && ref.expiry === undefined,
  );
  if (undated === undefined) return undefined;
  const dated = secretRefs.map((ref) => (ref === undated ? { ...ref, expiry } : ref));
  return JSON.stringify(connectionRecord.parse({ ...reading.record, secretRefs: dated }));
}
