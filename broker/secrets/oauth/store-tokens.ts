import type { ConnectionId } from '@valetkey/api-contracts';
import { inContractWords } from '../vault/in-contract-words.ts';
import { plaintextOf } from '../vault/plaintext.ts';
import type { Secret } from '../vault/secret.ts';
import type { Vault } from '../vault/vault.ts';
import { type TokenFacts, tokensField } from './token-facts.ts';
import { factsOf } from './token-set.ts';

export type TokenPlace = { readonly connectionId: ConnectionId; readonly authorityDigest: string };

/** Seals them beside the ones that there are, on disk when this returns: the old ones are forgotten by `settle`. */
export const sealTokens = (
  { connectionId, authorityDigest }: TokenPlace,
  tokens: Secret,
  afterCounter: number,
  vault: Pick<Vault, 'put'>,
): number =>
  inContractWords(() =>
    vault.put({ connectionId, field: tokensField, authorityDigest, afterCounter }, plaintextOf(tokens)),
  ).counter;

/** Once the metadata names `counter`. What cannot be tidied up now is tidied up when the vault is opened next. */
export const settleTokens = (
  connectionId: ConnectionId,
  counter: number,
  {
    vault,
    log,
  }: {
    readonly vault: Pick<Vault, 'settle'>;
    readonly log: (level: 'warn', text: string, cause?: unknown) => void;
  },
): void => {
  try {
    vault.settle([{ connectionId, field: tokensField, counter }]);
  } catch (error) {
    log('warn', 'old tokens could not be removed yet', error);
  }
};

/**
 * Tokens that a process sealed before it was killed, and that no metadata names: newer than `counter`, and for the
 * same place. They replace the ones that the server may not accept any more.
 */
export const findUnnamed = (
  { connectionId, authorityDigest }: TokenPlace,
  counter: number,
  vault: Pick<Vault, 'inventory' | 'open'>,
): { readonly counter: number; readonly tokens: Secret; readonly facts: TokenFacts } | undefined => {
  const newer = vault
    .inventory()
    .filter((row) => row.connectionId === connectionId && row.field === tokensField)
    .filter((row) => !row.kept && row.counter > counter)
    .sort((a, b) => b.counter - a.counter);
  for (const row of newer) {
    const opened = vault.open({ connectionId, field: tokensField, authorityDigest, counter: row.counter });
    if (opened.ok) return { counter: row.counter, tokens: opened.secret, facts: factsOf(opened.secret) };
  }
  return undefined;
};
