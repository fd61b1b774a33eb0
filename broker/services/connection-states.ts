import { ValetkeyError } from '@valetkey/api-contracts';
import type { NotedConnection } from '../connections/connection-store.ts';
import { expiryOf } from '../connections/expiry-of.ts';
import type { ConnectionRecord, CredentialExpiry } from '../contracts/connection.ts';
import type { SignInView } from '../contracts/sign-in.ts';
import type { Oauth } from '../oauth/make-oauth.ts';
import { type ConnectionStanding, deriveConnectionState } from '../resolve/connection-state.ts';
import { missingOf } from '../resolve/missing-of.ts';
import type { Resolved, Resolver } from '../resolve/resolve-connection.ts';
import type { Vault } from '../secrets/vault/vault.ts';

export type StandingOf = {
  readonly standing: ConnectionStanding;
  /** Absent where nobody describes the service. */
  readonly resolved: Resolved | undefined;
  readonly signIn: SignInView | undefined;
  readonly expiry: CredentialExpiry | undefined;
};

/** How connections stand now, for Settings and for a question about them. Derived each time, never stored. */
export type ConnectionStates = {
  of(noted: Pick<NotedConnection, 'record' | 'lastTest' | 'workedAt' | 'serviceExpiresAt'>): StandingOf;
};

export function makeConnectionStates({
  vault,
  resolver,
  oauth,
  now,
}: {
  readonly vault: Pick<Vault, 'state' | 'open' | 'epoch'>;
  readonly resolver: Pick<Resolver, 'resolveRecord'>;
  readonly oauth: Pick<Oauth, 'view'>;
  readonly now: () => number;
}): ConnectionStates {
  const readable = makeReadable(vault);
  return Object.freeze<ConnectionStates>({
    of: ({ record, lastTest, workedAt, serviceExpiresAt }) => {
      const resolved = resolveOrUndefined(record, resolver);
      const signIn = resolved === undefined ? undefined : oauth.view(resolved);
      const expiry = expiryOf(record, serviceExpiresAt, resolved?.provider);
      // A sign-in says for itself when it has ended; and what passed a test later had not ended.
      const isPast = expiry !== undefined && expiry.at <= now() && signIn === undefined;
      const vaultOpen = vault.state().state === 'unlocked';
      const standing = deriveConnectionState({
        described: resolved !== undefined,
        workspace: workspaceOf(record, resolved),
        vaultOpen,
        moved: resolved?.sealedForThis === false && record.secretRefs.length > 0,
        missing: resolved === undefined ? nothingMissing : missingOf(record, resolved.provider),
        readable: vaultOpen && readable(record),
        signIn: signIn?.state,
        expired: isPast && !(lastTest?.ok === true && lastTest.testedAt > expiry.at),
        lastTest,
        worked: workedAt !== undefined,
      });
      return { standing, resolved, signIn, expiry };
    },
  });
}

const nothingMissing = { secret: false, field: false, choice: false };

const workspaceOf = ({ workspace }: ConnectionRecord, resolved: Resolved | undefined) => {
  if (resolved?.here !== false) return 'open';
  return workspace === undefined ? 'unknown' : 'closed';
};

/** Whether all secrets can be opened. Remembered while the vault stays as it is: a list of 10,000 opens none twice. */
const makeReadable = (vault: Pick<Vault, 'open' | 'epoch'>): ((record: ConnectionRecord) => boolean) => {
  const known = new WeakMap<ConnectionRecord, { readonly epoch: number; readonly yes: boolean }>();
  return (record) => {
    const epoch = vault.epoch();
    const before = known.get(record);
    if (before?.epoch === epoch) return before.yes;
    const { id: connectionId, authorityDigest } = record;
    const yes = record.secretRefs.every(
      ({ field, counter }) => vault.open({ connectionId, field, counter, authorityDigest }).ok,
    );
    known.set(record, { epoch, yes });
    return yes;
  };
};

const resolveOrUndefined = (
  record: ConnectionRecord,
  resolver: Pick<Resolver, 'resolveRecord'>,
): Resolved | undefined => {
  try {
    return resolver.resolveRecord(record);
  } catch (error) {
    if (error instanceof ValetkeyError) return undefined;
    throw error;
  }
};
