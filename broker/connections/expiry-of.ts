import type { ConnectionProvider } from '@valetkey/api-contracts';
import type { ConnectionRecord, CredentialExpiry } from '../contracts/connection.ts';
import { readDate } from '../time/read-date.ts';

/**
 * The earliest of what is known: dates that secrets hold in themselves, what the service said, what the user entered.
 * Undefined: nobody says that it ends.
 */
export function expiryOf(
  { secretRefs, fields }: Pick<ConnectionRecord, 'secretRefs' | 'fields'>,
  saidByService: number | undefined,
  provider: Pick<ConnectionProvider, 'expiry'> | undefined,
): CredentialExpiry | undefined {
  const known = secretRefs.flatMap(({ expiry }) => expiry ?? []);
  if (saidByService !== undefined) known.push({ at: saidByService, from: 'service' });
  const field = provider?.expiry?.field;
  const entered = field === undefined ? undefined : readDate(fields[field]);
  if (entered !== undefined) known.push({ at: entered, from: 'entered' });
  return known.sort((a, b) => a.at - b.at)[0];
}
