import { defined } from '@valetkey/api-contracts';
import * as oauth from 'oauth4webapi';
import { classifyError } from './classify-error.ts';
import { type DpopKey, thumbprint } from './dpop-key.ts';
import { requirePkce } from './find-server.ts';
import { OauthError } from './oauth-error.ts';
import type { OauthSetup } from './oauth-setup.ts';
import { asksOf, recognizedTokenTypes, resourceOf, type TokenClient } from './token-client.ts';
import type { Issued } from './token-facts.ts';

export type Authorization = {
  /** To be opened in the system browser: at an origin that the user was shown. */
  readonly url: string;
  /** Of the callback whose state was compared. Throws OauthError. */
  redeem(callback: URL): Promise<Issued>;
};

/** RFC 6749, 4.1, with PKCE (RFC 7636) always, and PAR (RFC 9126) and DPoP (RFC 9449) where the server offers them. */
export const authorize = async (
  setup: OauthSetup,
  tokens: TokenClient,
  dpopKey: DpopKey | undefined,
  wanted: { readonly redirectUri: string; readonly state: string; readonly scopes: readonly string[] },
): Promise<Authorization> => {
  const { server, client, authentication, options } = tokens;
  const { redirectUri, state, scopes } = wanted;
  const { endpoints, metadata } = server;
  if (endpoints.authorization === undefined) throw new OauthError('endpoint-missing');
  requirePkce(setup, server);
  const verifier = oauth.generateRandomCodeVerifier();
  const nonce = scopes.includes('openid') ? oauth.generateRandomNonce() : undefined;
  const parameters = {
    ...setup.authorizationParameters,
    ...asksOf(setup, scopes),
    response_type: 'code',
    client_id: setup.clientId,
    redirect_uri: redirectUri,
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...defined({ nonce, dpop_jkt: dpopKey && (await thumbprint(dpopKey)) }),
  };

  const push = async (): Promise<Record<string, string>> => {
    const pushed = await tokens.ask(
      () => oauth.pushedAuthorizationRequest(metadata, client, authentication, parameters, options),
      (response) => oauth.processPushedAuthorizationResponse(metadata, client, response),
    );
    return { client_id: setup.clientId, request_uri: pushed.request_uri };
  };
  const pushes =
    endpoints.pushedAuthorization !== undefined &&
    (setup.pushedAuthorization === 'whereOffered' || metadata.require_pushed_authorization_requests === true);
  const url = new URL(endpoints.authorization);
  for (const [name, value] of Object.entries(pushes ? await push() : parameters)) {
    url.searchParams.set(name, value);
  }

  return {
    url: url.href,
    redeem: async (callback) => {
      const answer = new URLSearchParams(callback.searchParams);
      if (!server.issuerKnown) answer.delete('iss');
      const admitted = admit(() => oauth.validateAuthResponse(metadata, client, answer, state));
      const issued = await tokens.ask(
        () =>
          oauth.authorizationCodeGrantRequest(
            metadata,
            client,
            authentication,
            admitted,
            redirectUri,
            verifier,
            { ...options, additionalParameters: resourceOf(setup) },
          ),
        (response) =>
          oauth.processAuthorizationCodeResponse(metadata, client, response, {
            ...defined({ expectedNonce: nonce }),
            recognizedTokenTypes,
          }),
      );
      return tokens.issued(issued, scopes);
    },
  };
};

/** `iss` and `state` that do not fit are one refusal; an error that the server reports is another. */
const admit = <T>(validate: () => T): T => {
  try {
    return validate();
  } catch (error) {
    if (error instanceof oauth.AuthorizationResponseError) throw classifyError(error);
    throw new OauthError('answer-refused');
  }
};
