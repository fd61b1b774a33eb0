import type { ConnectionId } from '@valetkey/api-contracts';
import type { Secret } from '../vault/secret.ts';
import type { LockedReason, OpenedSecret, Vault } from '../vault/vault.ts';
import type { Conversation } from './conversation.ts';
import type { DiscoveredSetup } from './discover.ts';
import type { SignInConnection } from './sign-in-connection.ts';
import { findUnnamed, sealTokens, settleTokens, type TokenPlace } from './store-tokens.ts';
import { issuerNow, type KnownSignIn, type TalkPowers, talk } from './talk.ts';
import type { Issued } from './token-facts.ts';
import { type TokenFacts, tokensField } from './token-facts.ts';
import { retiring } from './token-set.ts';

export type { Conversation } from './conversation.ts';
export type { KnownSignIn } from './talk.ts';

/**
 * What the life of a sign-in (broker/oauth/) needs of the secrets room: tokens are asked for, sealed and opened here. What is
 * handed out of them are facts, and Secrets that can only be handed back.
 */
export type SignInDoor = {
  /**
   * One talk with the connection's authorization server, with a courier of its own and a line in the audit log before
   * each request. Throws OauthError, or ValetkeyError when the client secret cannot be opened.
   */
  talk<T>(
    connection: SignInConnection,
    known: KnownSignIn,
    /** `wanted` answers false: the talk ends before its next request leaves. */
    ends: { readonly signal: AbortSignal; readonly wanted?: () => boolean },
    say: (conversation: Conversation, discovered: DiscoveredSetup | undefined) => Promise<T>,
  ): Promise<T>;
  /** Who lets somebody in at the connection's MCP server now, by its own word. Undefined where it does not say. */
  issuerNow(connection: SignInConnection, signal: AbortSignal): Promise<string | undefined>;
  /**
   * Seals them beside the ones that there are, on disk when this returns: `settle` forgets the old ones. `replaced` names
   * those of an earlier sign-in, which nobody has ended at the server: they stay out of answers.
   */
  seal(place: TokenPlace, issued: Pick<Issued, 'tokens'>, afterCounter: number, replaced?: number): number;
  /** Once the metadata names `counter`. What cannot be tidied up now is tidied up when the vault is opened next. */
  settle(connectionId: ConnectionId, counter: number): void;
  /** Of tokens that were sealed, and that no metadata will name. */
  discard(connectionId: ConnectionId, counter: number): void;
  open(place: TokenPlace, counter: number): OpenedSecret;
  /** Another number whenever what was opened is to be opened again. */
  epoch(): number;
  /** Tokens that a process sealed before it was killed, newer than `counter`. */
  findUnnamed(
    place: TokenPlace,
    counter: number,
  ): { readonly counter: number; readonly tokens: Secret; readonly facts: TokenFacts } | undefined;
  forget(connectionId: ConnectionId): void;
  /** Whether the secret of this field was sealed for where the connection goes now. */
  opens(place: TokenPlace, secret: { readonly field: string; readonly counter: number }): boolean;
  /** Undefined: the vault is open. */
  whyLocked(): LockedReason | undefined;
};

export function makeSignInDoor(
  powers: TalkPowers & {
    readonly vault: Pick<
      Vault,
      'open' | 'put' | 'settle' | 'discard' | 'inventory' | 'epoch' | 'remove' | 'state'
    >;
    readonly log: (level: 'warn', text: string, cause?: unknown) => void;
  },
): SignInDoor {
  const { vault, log } = powers;
  const open = ({ connectionId, authorityDigest }: TokenPlace, field: string, counter: number) =>
    vault.open({ connectionId, field, authorityDigest, counter });
  return Object.freeze<SignInDoor>({
    talk: (connection, known, ends, say) => talk(connection, known, ends, powers, say),
    issuerNow: (connection, signal) => issuerNow(connection, signal, powers),
    seal: (place, { tokens }, afterCounter, replaced) => {
      const earlier = replaced === undefined ? undefined : open(place, tokensField, replaced);
      const all = earlier?.ok === true ? retiring(tokens, earlier.secret, powers.now()) : tokens;
      return sealTokens(place, all, afterCounter, vault);
    },
    settle: (connectionId, counter) => settleTokens(connectionId, counter, { vault, log }),
    discard: (connectionId, counter) => void vault.discard([{ connectionId, field: tokensField, counter }]),
    open: (place, counter) => open(place, tokensField, counter),
    epoch: vault.epoch,
    findUnnamed: (place, counter) => findUnnamed(place, counter, vault),
    forget: (connectionId) => void vault.remove(connectionId, tokensField),
    opens: (place, { field, counter }) => open(place, field, counter).ok,
    whyLocked: () => {
      const state = vault.state();
      return state.state === 'locked' ? state.why : undefined;
    },
  });
}
