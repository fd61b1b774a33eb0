import type { OauthFlow } from '@valetkey/api-contracts';
import type { SignInProgress } from '../contracts/sign-in.ts';
import type { Say } from '../contracts/texts/say.ts';
import type { Discovered } from '../secrets/oauth/discovered.ts';
import type { ServerMetadata } from '../secrets/oauth/find-server.ts';
import { type LoopbackListener, listenOnLoopback } from '../secrets/oauth/loopback-listener.ts';
import { OauthError } from '../secrets/oauth/oauth-error.ts';
import type { OauthSetup } from '../secrets/oauth/oauth-setup.ts';
import type { SignInConnection } from '../secrets/oauth/sign-in-connection.ts';
import type { Conversation, KnownSignIn, SignInDoor } from '../secrets/oauth/sign-in-door.ts';
import type { Issued } from '../secrets/oauth/token-facts.ts';
import { waitFor } from '../secrets/oauth/wait-for.ts';
import type { OauthPowers } from './oauth-powers.ts';
import { isUnattended } from './session-rows.ts';

export type SignInStep = Partial<Pick<SignInProgress, 'state' | 'device' | 'endsAt'>> & {
  /** To be opened in the system browser, now or when the user says so. */
  readonly url?: string;
  readonly openNow?: boolean;
};
export type SignedIn = {
  readonly issued: Issued;
  readonly server: ServerMetadata;
  readonly discovered: Discovered | undefined;
};

export type RunPowers = Pick<OauthPowers, 'now' | 'after'> & {
  readonly door: Pick<SignInDoor, 'talk'>;
  readonly randomBytes: (length: number) => Uint8Array;
  /** Resolves when the page was opened, or is shown to the user as what to open. */
  readonly openInSystemBrowser: (url: string) => Promise<void>;
  /** For the page that the browser ends on. */
  readonly say: Say;
};

const patienceMs = 10 * 60_000;

/** One sign-in from its start to tokens, telling each step. Throws OauthError; nothing is stored here. */
export async function runSignIn(
  connection: SignInConnection,
  flow: OauthFlow,
  scopes: readonly string[],
  /** The sign-in that this one replaces. */
  before: KnownSignIn,
  signal: AbortSignal,
  powers: RunPowers,
  tell: (step: SignInStep) => Promise<void>,
): Promise<SignedIn> {
  return powers.door.talk(connection, before, { signal }, async (conversation, found) => {
    const redirect = found?.setup.redirect ?? connection.oauth.redirect;
    // A refresh token is of no use where a renewal is the sign-in once more.
    const theirs = (found?.scopes ?? []).filter((one) => !(isUnattended(flow) && one === 'offline_access'));
    const asked = [...new Set([...scopes, ...theirs])];
    const issued = await flows[flow]({ redirect, conversation, scopes: asked, signal, powers, tell });
    return { issued, server: conversation.server.saved, discovered: found?.discovered };
  });
}

type Running = {
  readonly redirect: OauthSetup['redirect'];
  readonly conversation: Conversation;
  readonly scopes: readonly string[];
  readonly signal: AbortSignal;
  readonly powers: RunPowers;
  readonly tell: (step: SignInStep) => Promise<void>;
};

const inBrowser = async (running: Running): Promise<Issued> => {
  const { redirect, conversation, scopes, signal, powers, tell } = running;
  const state = Buffer.from(powers.randomBytes(32)).toString('base64url');
  const listener = await listenOnLoopback(redirect, state, powers.say);
  try {
    const { redirectUri } = listener;
    const authorization = await conversation.authorize({ redirectUri, state, scopes });
    const endsAt = powers.now() + patienceMs;
    await tell({ state: 'waiting', endsAt, url: authorization.url, openNow: true });
    const callback = await untilAborted(listener, patienceMs, signal, powers);
    await tell({ state: 'finishing' });
    try {
      const issued = await authorization.redeem(callback.url);
      callback.answer(true);
      return issued;
    } catch (error) {
      callback.answer(false);
      throw error;
    }
  } finally {
    listener.close();
  }
};

const onOtherDevice = async ({ conversation, scopes, powers, tell }: Running): Promise<Issued> => {
  const device = await conversation.authorizeDevice(scopes);
  await tell({
    state: 'waiting',
    endsAt: powers.now() + device.lifetimeMs,
    device: { code: device.code, address: device.address },
    url: device.filledIn ?? device.address,
  });
  return device.poll();
};

const flows: Readonly<Record<OauthFlow, (running: Running) => Promise<Issued>>> = {
  authorizationCode: inBrowser,
  deviceCode: onOtherDevice,
  clientCredentials: ({ conversation, scopes }) => conversation.clientCredentials(scopes),
  crossApp: ({ conversation, scopes }) => conversation.crossApp(scopes),
};

const untilAborted = async (
  { callback }: LoopbackListener,
  ms: number,
  signal: AbortSignal,
  { after }: Pick<RunPowers, 'after'>,
): Promise<Awaited<LoopbackListener['callback']>> => {
  const arrived = new AbortController();
  const late = waitFor(ms, AbortSignal.any([signal, arrived.signal]), after).then(() => {
    throw new OauthError('timed-out');
  });
  try {
    return await Promise.race([callback, late]);
  } finally {
    arrived.abort();
  }
};

/** Whose page it is, to be shown beside the button. */
export const hostOf = (url: string): string => new URL(url).origin;
