import { ValetkeyError } from '@valetkey/api-contracts';
import type { Courier } from '../network/send.ts';
import type { ConnectionInUse } from '../resolve/connection-in-use.ts';
import { classifyOutside } from '../secrets/oauth/classify-error.ts';
import { type Conversation, converse } from '../secrets/oauth/conversation.ts';
import type { ServerMetadata } from '../secrets/oauth/find-server.ts';
import type { OauthRequest } from '../secrets/oauth/guarded-fetch.ts';
import { OauthError } from '../secrets/oauth/oauth-error.ts';
import type { Secret } from '../secrets/vault/secret.ts';
import type { After } from '../time/after.ts';
import { type DiscoveredSetup, discover, rediscover } from './discover.ts';
import type { OauthPowers } from './oauth-powers.ts';
import type { Discovered } from './session-rows.ts';

/** A connection whose provider signs in. */
export type SignInConnection = ConnectionInUse & {
  readonly auth: Extract<ConnectionInUse['auth'], { kind: 'oauth2' }>;
  readonly oauth: NonNullable<ConnectionInUse['oauth']>;
};

/** Throws `sign-in-failed` where the provider does not sign in. */
export const asSignInConnection = (connection: ConnectionInUse): SignInConnection => {
  const { auth, oauth } = connection;
  if (auth.kind !== 'oauth2' || oauth === undefined)
    throw new ValetkeyError({ code: 'sign-in-failed', why: 'flow-missing' });
  return { ...connection, auth, oauth };
};

/**
 * One talk with the connection's authorization server, with a courier of its own and a line in the audit log before
 * each request. Throws OauthError, or ValetkeyError when the client secret cannot be opened.
 */
export const talk = async <T>(
  connection: SignInConnection,
  known: {
    readonly tokens?: Secret | undefined;
    readonly saved?: ServerMetadata | undefined;
    /** With `saved` and `tokens`: as at their sign-in. Without `saved`: what that sign-in knew. */
    readonly before?: { readonly server: ServerMetadata; readonly discovered: Discovered } | undefined;
  },
  signal: AbortSignal,
  powers: Pick<OauthPowers, 'vault' | 'audit' | 'openCourier' | 'now' | 'after'> & {
    /** False ends it before its next request leaves. */
    readonly wanted?: () => boolean;
  },
  say: (conversation: Conversation, discovered: DiscoveredSetup | undefined) => Promise<T>,
): Promise<T> => {
  const { id: connectionId, oauth } = connection;
  const { client, identityProvider } = connection.auth;
  const clientSecret = openSecret(client.secret, connection, powers.vault);
  const idToken = () => openSecret(identityProvider?.idToken, connection, powers.vault);
  const own = powers.openCourier();
  const { wanted = () => true } = powers;
  const courier: Pick<Courier, 'sendInside'> = {
    sendInside: (request) => own.sendInside({ ...request, wanted }),
  };
  const onRequest = ({ method, origin, path }: OauthRequest): void => {
    if (!wanted()) throw new OauthError('aborted');
    powers.audit.append({
      kind: 'sign-in.request',
      connectionId,
      method: method === 'GET' ? 'GET' : 'POST',
      origin,
      path: path.slice(0, 2048),
    });
  };
  const asking = { courier, signal, onRequest, now: powers.now };
  try {
    const found = await setUp(oauth, known, clientSecret !== undefined, asking);
    const { tokens, saved } = known;
    const conversation = await converse(
      found?.setup ?? oauth,
      {
        clientSecret,
        idToken,
        tokens: saved === undefined ? undefined : tokens,
        saved: found?.saved ?? saved,
      },
      { ...asking, wait: (ms) => waitFor(ms, signal, powers.after) },
    );
    return await say(conversation, found);
  } finally {
    own.close().catch(() => undefined);
  }
};

/** Undefined where everything stands in the provider. */
const setUp = async (
  oauth: SignInConnection['oauth'],
  { tokens, saved, before }: Parameters<typeof talk>[1],
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
  vault: Pick<OauthPowers['vault'], 'open'>,
): Secret | undefined => {
  const ref = secretRefs.find(({ field }) => field === name);
  if (ref === undefined) return undefined;
  const opened = vault.open({ connectionId, field: ref.field, authorityDigest, counter: ref.counter });
  if (!opened.ok) throw new ValetkeyError({ code: opened.code, why: opened.why });
  return opened.secret;
};

/** Rejects when it is called off. */
export const waitFor = (ms: number, signal: AbortSignal, after: After): Promise<void> =>
  new Promise((resolve, reject) => {
    const stop = (): void => {
      callOff();
      reject(new OauthError('aborted'));
    };
    const callOff = after(ms, () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
  });
