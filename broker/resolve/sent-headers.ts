import type { ConnectionProvider } from '@valetkey/api-contracts';
import { fold } from '../never-set.ts';
import { reservedNames } from '../secrets/reserved-names.ts';

const headerValue = /^[\x21-\x7e](?:[\x20-\x7e]{0,1998}[\x21-\x7e])?$/;

/**
 * The request headers that a provider declares, by lower-case name: fixed ones, and those that a plain field fills.
 * Never one that carries the credential. An empty field sends nothing.
 */
export function sentHeaders(
  { sends = [], auth }: Pick<ConnectionProvider, 'sends' | 'auth'>,
  fields: Readonly<Record<string, string | number | boolean>>,
): Readonly<Record<string, string>> {
  const reserved = new Set(reservedNames(auth).headers.map(fold));
  const headers: Record<string, string> = Object.create(null);
  for (const sent of sends) {
    if (reserved.has(fold(sent.name))) continue;
    const value = 'value' in sent ? sent.value : Object.hasOwn(fields, sent.field) ? fields[sent.field] : '';
    // The form has refused others; a record that came in another way sends nothing instead of something odd.
    if (headerValue.test(String(value))) headers[sent.name.toLowerCase()] = String(value);
  }
  return Object.freeze(headers);
}
