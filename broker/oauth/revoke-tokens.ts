import type { SignInConnection } from '../secrets/oauth/sign-in-connection.ts';
import type { Conversation } from '../secrets/oauth/sign-in-door.ts';
import type { OauthPowers } from './oauth-powers.ts';
import type { OauthSession } from './session-rows.ts';

export type Revoked = 'yes' | 'no' | 'not-offered' | 'nothing-to-revoke';

const revocationMs = 10_000;

/** Tells the service that tokens are not used any more, and writes down whether it could be told. Never rejects. */
export async function revokeTokens(
  connection: SignInConnection,
  { server, discovered, skewSeconds }: Pick<OauthSession, 'server' | 'discovered' | 'skewSeconds'>,
  tokens: Parameters<Conversation['revoke']>[0],
  { door, audit }: Pick<OauthPowers, 'door' | 'audit'>,
): Promise<Revoked> {
  const revoked = await door
    .talk(
      connection,
      { tokens, saved: server, before: discovered && { server, discovered }, skewSeconds },
      { signal: AbortSignal.timeout(revocationMs) },
      (conversation) => conversation.revoke(tokens),
    )
    .catch(() => 'no' as const);
  audit.append({
    kind: 'connection.signed-out',
    connectionId: connection.id,
    outcome: revoked === 'yes' ? 'ok' : 'failed',
    detail: `revoked: ${revoked}`,
  });
  return revoked;
}
