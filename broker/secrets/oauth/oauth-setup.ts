import type { Origin } from '../../network/origin.ts';
import type { Secret } from '../vault/secret.ts';

export type ClientAuthenticationName = 'none' | 'basic' | 'post' | 'privateKeyJwt';

export type EndpointName =
  | 'authorization'
  | 'token'
  | 'deviceAuthorization'
  | 'pushedAuthorization'
  | 'revocation';

/** What a provider and a connection's fields say about signing in, everything filled in. */
export type OauthSetup = {
  readonly issuer: string | undefined;
  /** Each wins over what discovery says. */
  readonly endpoints: Readonly<Partial<Record<EndpointName, string>>>;
  /** All that codes, client secrets and refresh tokens may go to, and the pages that the user may be sent to. */
  readonly origins: readonly Origin[];
  readonly clientId: string;
  readonly clientAuthentication: ClientAuthenticationName;
  /** Of a client that was registered for these tokens: it is sealed with them. */
  readonly registeredSecret?: Secret | undefined;
  readonly resource: string | undefined;
  readonly scopeSeparator: ' ' | ',';
  readonly authorizationParameters: Readonly<Record<string, string>>;
  readonly pkce: 'announced' | 'unannounced';
  readonly pushedAuthorization: 'whereOffered' | 'never';
  readonly dpop: 'whereOffered' | 'never';
  /** Who vouches for the user, and where the ID token goes: none of `origins` gets it, and nothing of theirs goes here. */
  readonly identityProvider?:
    | {
        readonly issuer: string | undefined;
        readonly token: string | undefined;
        readonly origins: readonly Origin[];
        readonly clientId: string;
      }
    | undefined;
  readonly tokenRequest?:
    | {
        readonly encoding: 'json' | undefined;
        /** What this server calls client_credentials. */
        readonly grantType: string | undefined;
        readonly parameters: Readonly<Record<string, string>>;
      }
    | undefined;
  readonly redirect: {
    readonly host: '127.0.0.1' | 'localhost';
    readonly port?: number | undefined;
    readonly path: string;
  };
};
