import * as oauth from 'oauth4webapi';
import { decideDestination } from '../../network/destination.ts';
import { isPlainAddress } from './find-server.ts';
import { OauthError } from './oauth-error.ts';
import type { OauthSetup } from './oauth-setup.ts';
import { asksOf, recognizedTokenTypes, resourceOf, type TokenClient } from './token-client.ts';
import type { Issued } from './token-facts.ts';

export type DeviceAuthorization = {
  /** What the user types in at `address`, which is at an origin that they were shown. */
  readonly code: string;
  readonly address: string;
  /** The same page with the code filled in, where the server offers it. */
  readonly filledIn: string | undefined;
  readonly lifetimeMs: number;
  /** Asks until the user has decided. Throws OauthError. */
  poll(): Promise<Issued>;
};

const longestLifetimeMs = 30 * 60 * 1000;
const slowestMs = 60_000;
/** A server that asks for less, which RFC 8628 does not bound, would have its every answer in our log. */
const quickestMs = 1_000;
/** Groups of letters and digits (6.1). It stands in a sentence of ours before the address: words could name another one. */
const plainCode = /^(?=.{1,64}$)[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*$/;

/** RFC 8628. `wait` rejects when the sign-in is called off. */
export const authorizeDevice = async (
  setup: OauthSetup,
  tokens: TokenClient,
  scopes: readonly string[],
  wait: (ms: number) => Promise<void>,
): Promise<DeviceAuthorization> => {
  const { server, client, authentication, options } = tokens;
  if (server.endpoints.deviceAuthorization === undefined) throw new OauthError('endpoint-missing');
  const { DPoP: _, ...plain } = options;
  const offered = await tokens.ask(
    () =>
      oauth.deviceAuthorizationRequest(server.metadata, client, authentication, asksOf(setup, scopes), plain),
    (response) => oauth.processDeviceAuthorizationResponse(server.metadata, client, response),
  );
  const { user_code: code, verification_uri: address, verification_uri_complete: filledIn } = offered;
  for (const page of [address, filledIn]) {
    if (page === undefined) continue;
    // A path alone would be taken for one of the first origin: what is opened is a whole address.
    if (!isPlainAddress(page) || !decideDestination({ origins: setup.origins, target: page }).ok) {
      throw new OauthError('endpoint-refused');
    }
  }
  if (!plainCode.test(code) || address.length > 500) throw new OauthError('broken-answer');

  const lifetimeMs = Math.min(Math.ceil(offered.expires_in * 1000), longestLifetimeMs);

  const once = async (): Promise<Issued> => {
    const answer = await tokens.ask(
      () =>
        oauth.deviceCodeGrantRequest(server.metadata, client, authentication, offered.device_code, {
          ...options,
          additionalParameters: resourceOf(setup),
        }),
      (response) =>
        oauth.processDeviceCodeResponse(server.metadata, client, response, { recognizedTokenTypes }),
    );
    return tokens.issued(answer, scopes);
  };

  return {
    code,
    address,
    filledIn,
    lifetimeMs,
    poll: async () => {
      let everyMs = Math.max(quickestMs, Math.min((offered.interval ?? 5) * 1000, slowestMs));
      // A server that says "pending" for ever is not asked for ever. What an answer took is not counted.
      for (let waitedMs = 0; waitedMs <= lifetimeMs; waitedMs += everyMs) {
        await wait(everyMs);
        try {
          return await once();
        } catch (error) {
          if (!(error instanceof OauthError)) throw error;
          if (error.code === 'slow-down') everyMs = Math.min(everyMs + 5_000, slowestMs);
          // Section 3.5: a server that does not answer is asked more and more rarely, until the code has ended.
          else if (error.passes)
            everyMs = Math.min(Math.max(everyMs * 2, error.retryAfterMs ?? 0), slowestMs);
          else if (error.code !== 'pending') throw error;
        }
      }
      throw new OauthError('device-expired');
    },
  };
};
