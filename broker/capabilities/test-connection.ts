import type { SecretRef, TestResult } from '@valetkey/api-contracts';
import { decideDestination } from '../network/destination.ts';
import { NetworkError } from '../network/network-error.ts';
import type { Courier } from '../network/send.ts';
import type { ConnectionInUse } from './connection-in-use.ts';
import type { Credential } from './credential.ts';
import { outwardError } from './outward-error.ts';
import type { Resolved } from './resolve-connection.ts';

/**
 * Runs the provider's declarative test request, here in main. `secretRefs` may name secrets that are stored and not
 * yet in use, so that a new one is tried before the old one goes. Nothing of the answer but its status is looked at.
 */
export const testConnection = async (
  { inUse, provider }: Resolved,
  secretRefs: readonly SecretRef[],
  powers: {
    readonly openCourier: () => Courier;
    readonly credential: (connection: ConnectionInUse) => Credential;
    readonly now: () => number;
  },
): Promise<TestResult> => {
  const testedAt = powers.now();
  const result = (ok: boolean, details: Omit<TestResult, 'ok' | 'testedAt' | 'latencyMs'>): TestResult => ({
    ok,
    testedAt,
    latencyMs: Math.max(0, powers.now() - testedAt),
    ...details,
  });
  const { test } = provider;
  if (test === undefined) return result(false, { cause: 'no-test-declared' });
  const decided = decideDestination({ origins: inUse.origins, target: test.path });
  if (!decided.ok) return result(false, { cause: 'refused' });

  const courier = powers.openCourier();
  try {
    const credential = powers.credential({ ...inUse, secretRefs });
    await credential.ready();
    const { status, body } = await courier.send({
      destination: decided.destination,
      method: test.method,
      headers: { accept: '*/*' },
      signal: AbortSignal.timeout(15_000),
      ...credential.onWire(),
    });
    body.cancel();
    if (test.expect.status.includes(status)) return result(true, { status });
    if (status === 401) return result(false, { status, cause: 'wrong-credential' });
    return result(false, { status, cause: status === 403 ? 'forbidden' : 'unexpected-status' });
  } catch (error) {
    return result(false, { cause: causeOf(error) });
  } finally {
    await courier.close();
  }
};

const causeOf = (error: unknown): NonNullable<TestResult['cause']> => {
  if (!(error instanceof NetworkError)) throw outwardError(error);
  switch (error.code) {
    case 'host-unreachable':
    case 'tls-failed':
    case 'timed-out':
      return error.code;
    case 'aborted':
      return 'timed-out';
    default:
      return 'refused';
  }
};
