import { type ConnectionId, ValetkeyError } from '@valetkey/api-contracts';
import type { AuditEvent } from '../../contracts/audit.ts';
import type { Courier } from '../../network/send.ts';
import type { After } from '../../time/after.ts';
import type { Secret } from '../vault/secret.ts';
import type { Vault } from '../vault/vault.ts';
import { classifyOutside } from './classify-error.ts';
import { type Conversation, converse } from './conversation.ts';
import { type DiscoveredSetup, discover, rediscover } from './discover.ts';
import { discoverForMcp } from './discover-for-mcp.ts';
import type { Discovered } from './discovered.ts';
import type { ServerMetadata } from './find-server.ts';
import type { AskingPowers, OauthRequest } from './guarded-fetch.ts';
import { OauthError } from './oauth-error.ts';
import type { SignInConnection } from './sign-in-connection.ts';
import { waitFor } from './wait-for.ts';

/** What is known of a sign-in before the talk. */
export type KnownSignIn = {
  readonly tokens?: Secret | undefined;
  readonly saved?: ServerMetadata | undefined;
  /** With `saved` and `tokens`: as at their sign-in. Without `saved`: what the sign-in before this new one knew. */
  readonly before?: { readonly server: ServerMetadata; readonly discovered: Discovered } | undefined;
  /** Of the server's clock, until an answer of this talk says it. */
  readonly skewSeconds?: number | undefined;
};

export type TalkPowers = {
  readonly vault: Pick<Vault, 'open'>;
  readonly audit: { append(event: AuditEvent): unknown };
  /** Small answers, short waits: one per talk with an authorization server. */
  readonly openCourier: () => Courier;
  readonly now: () => number;
  readonly after: After;
};

/**
 * One talk with the connection's authorization server, with a courier of its own and a line in the audit log before
 * each request. Throws OauthError, or ValetkeyError when the client secret cannot be opened.
 */
export async function talk<T>(
  connection: SignInConnection,
  known: KnownSignIn,
  {
    signal,
    /** False ends it before its next request leaves. */
    wanted = () => true,
  }: { readonly signal: AbortSignal; readonly wanted?: () => boolean },
  powers: TalkPowers,
  say: (conversation: Conversation, discovered: DiscoveredSetup | undefined) => Promise<T>,
): Promise<T> {
  const { id: connectionId, oauth } = connection;
  const { client, identityProvider } = connection.auth;
  const clientSecret = openSecret(client.secret, connection, powers.vault);
  const idToken = () => openSecret(identityProvider?.idToken, connection, powers.vault);
  const own = powers.openCourier();
  const asking = askingOver(own, connectionId, signal, powers, wanted);
  try {
    const found = await setUp(oauth, known, clientSecret !== undefined, asking);
    const { tokens, saved, before } = known;
    const conversation = await converse(
      found?.setup ?? oauth,
      {
        clientSecret,
        idToken,
        // A new sign-in gets a key of its own; what is renewed stays bound to the one that it was given with.
        tokens: saved === undefined && before !== undefined ? undefined : tokens,
        saved: found?.saved ?? saved,
        skewSeconds: known.skewSeconds,
      },
      { ...asking, wait: (ms) => waitFor(ms, signal, powers.after) },
    );
    return await say(conversation, found);
  } finally {
    own.close().catch(() => undefined);
  }
}

/** Who lets somebody in at the connection's MCP server now, by its own word. Undefined where it does not say. */
export async function issuerNow(
  { id, oauth }: SignInConnection,
  signal: AbortSignal,
  powers: Pick<TalkPowers, 'audit' | 'openCourier' | 'now'>,
): Promise<string | undefined> {
  if (oauth.discovery === undefined) return undefined;
  const { endpoint, home } = oauth.discovery;
  const own = powers.openCourier();
  try {
    const found = await discoverForMcp(endpoint, home, oauth.origins, askingOver(own, id, signal, powers));
    return found.server.issuer;
  } catch {
    return undefined;
  } finally {
    own.close().catch(() => undefined);
  }
}

/** With a line in the audit log before each request. */
const askingOver = (
  own: Pick<Courier, 'sendInside'>,
  connectionId: ConnectionId,
  signal: AbortSignal,
  { audit, now }: Pick<TalkPowers, 'audit' | 'now'>,
  wanted: () => boolean = () => true,
): AskingPowers => ({
  courier: { sendInside: (request) => own.sendInside({ ...request, wanted }) },
  signal,
  now,
  onRequest: ({ method, origin, path }: OauthRequest): void => {
    if (!wanted()) throw new OauthError('aborted');
    audit.append({
      kind: 'sign-in.request',
      connectionId,
      method: method === 'GET' ? 'GET' : 'POST',
      origin,
      path: path.slice(0, 2048),
    });
  },
});

/** Undefined where everything stands in the provider. */
const setUp = async (
  oauth: SignInConnection['oauth'],
  { tokens, saved, before }: KnownSignIn,
  hasSecret: boolean,
  asking: Parameters<typeof discover>[3],
): Promise<DiscoveredSetup | undefined> => {
  const { discovery } = oauth;
  if (discovery === undefined) return undefined;
  if (before !== undefined && tokens !== undefined && saved !== undefined)
    return rediscover(oauth, saved, before.discovered, tokens);
  const known = before === undefined ? undefined : { ...before, tokens };
  return discover({ ...oauth, discovery }, known, hasSecret, asking).catch((error: unknown) => {
    throw classifyOutside(error);
  });
};

/** Undefined for a public client, or where the user left an optional field empty. */
const openSecret = (
  name: string | undefined,
  { id: connectionId, secretRefs, authorityDigest }: SignInConnection,
  vault: Pick<Vault, 'open'>,
): Secret | undefined => {
  const ref = secretRefs.find(({ field }) => field === name);
  if (ref === undefined) return undefined;
  const opened = vault.open({ connectionId, field: ref.field, authorityDigest, counter: ref.counter });
  if (!opened.ok) throw new ValetkeyError({ code: opened.code, why: opened.why });
  return opened.secret;
};
