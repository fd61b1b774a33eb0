import { type ConnectionId, ValetkeyError } from '@valetkey/api-contracts';
import type { ConnectionStore } from '../connections/connection-store.ts';
import type { ConnectionRecord, SecretRef } from '../contracts/connection.ts';
import { expiryOfSecret } from '../secrets/expiry-of-secret.ts';
import { inContractWords } from '../secrets/vault/in-contract-words.ts';
import type { Vault } from '../secrets/vault/vault.ts';

type Secrets = Readonly<Record<string, string>>;

/** Before anything else is changed: without a key nothing is stored, and nothing is half done. */
export const requireUnlocked = (vault: Pick<Vault, 'state'>, secrets: Secrets): void => {
  if (Object.keys(secrets).length > 0) requireOpen(vault);
};

export const requireOpen = (vault: Pick<Vault, 'state'>): void => {
  const state = vault.state();
  if (state.state === 'locked') throw new ValetkeyError({ code: 'vault-locked', why: state.why });
};

/**
 * Secrets and the metadata that names them, all or nothing. They are in two files, so: the ciphertexts are written
 * beside those that are there, inside the transaction that `commit` names them in. What fails takes them away again;
 * a process that is killed in between leaves some that nothing names, and the next unlock takes those away.
 */
export const commitWithSecrets = <T>(
  powers: {
    readonly vault: Pick<Vault, 'putAll' | 'discard'>;
    readonly connections: Pick<ConnectionStore, 'transaction'>;
  },
  wanted: {
    readonly place: { readonly connectionId: ConnectionId; readonly authorityDigest: string };
    readonly secrets: Secrets;
    /** Those of the connection that stay unless they are replaced. */
    readonly current: readonly SecretRef[];
    readonly setAt: number;
    /** Refuses by throwing what is not any more what `current` was read from, before anything is written. */
    readonly check: () => void;
  },
  commit: (secretRefs: readonly SecretRef[]) => T,
): T => {
  const { vault, connections } = powers;
  const { place, secrets, current, setAt, check } = wanted;
  let fresh: readonly SecretRef[] = [];
  try {
    return connections.transaction(() => {
      check();
      fresh = seal(vault, place, secrets, current, setAt);
      return commit([...current.filter(({ field }) => !Object.hasOwn(secrets, field)), ...fresh]);
    });
  } catch (error) {
    try {
      const { connectionId } = place;
      if (fresh.length > 0)
        vault.discard(fresh.map(({ field, counter }) => ({ connectionId, field, counter })));
    } catch {
      // The first error is the one to tell; the next unlock takes them away.
    }
    throw error;
  }
};

/**
 * Takes away what those secrets replaced, once the metadata names them. They are stored by then, so that this fails is no
 * error of the call: what cannot be taken away now is taken away when the vault is opened next.
 */
export const forgetReplaced = (
  vault: Pick<Vault, 'settle'>,
  { id: connectionId, secretRefs }: Pick<ConnectionRecord, 'id' | 'secretRefs'>,
  log: (level: 'warn', text: string, cause?: unknown) => void,
): void => {
  try {
    vault.settle(secretRefs.map(({ field, counter }) => ({ connectionId, field, counter })));
  } catch (error) {
    log('warn', `replaced secrets of ${connectionId} could not be removed yet`, error);
  }
};

const seal = (
  vault: Pick<Vault, 'putAll'>,
  place: { readonly connectionId: ConnectionId; readonly authorityDigest: string },
  secrets: Secrets,
  current: readonly SecretRef[],
  setAt: number,
): SecretRef[] => {
  const entries = Object.entries(secrets);
  if (entries.length === 0) return [];
  const wanted = entries.map(([field, plaintext]) => {
    const before = current.find((ref) => ref.field === field);
    const after = before === undefined ? {} : { afterCounter: before.counter };
    return { ...place, field, plaintext, ...after };
  });
  const counters = inContractWords(() => vault.putAll(wanted));
  return entries.flatMap(([field, plaintext], index) => {
    const counter = counters[index]?.counter;
    return counter === undefined ? [] : [{ field, counter, setAt, expiry: expiryOfSecret(plaintext) }];
  });
};
