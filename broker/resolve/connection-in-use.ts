import type {
  ConnectionId,
  ExpiryRule,
  HttpMethod,
  ProviderAuth,
  ProviderCosts,
  RateLimit,
  ReconnectRule,
} from '@valetkey/api-contracts';
import type { SecretRef } from '../contracts/connection.ts';
import type { Origin } from '../network/origin.ts';
import type { ResolvedMcp } from '../providers/resolve-mcp.ts';
import type { SignInDiscovery } from '../secrets/oauth/discover-for-mcp.ts';
import type { OauthSetup } from '../secrets/oauth/oauth-setup.ts';

/** A connection as a use sees it, resolved from its record and its provider. It is rebuilt when either changes. */
export type ConnectionInUse = {
  readonly id: ConnectionId;
  readonly origins: readonly Origin[];
  readonly auth: ProviderAuth;
  /** Those that the provider admits. Undefined: every one. */
  readonly methods: readonly HttpMethod[] | undefined;
  /** Request headers that the provider declares beyond the general allow-list. */
  readonly declaredHeaders: readonly string[];
  /** Request headers that the broker sets in the provider's name, by lower-case name. */
  readonly sentHeaders: Readonly<Record<string, string>>;
  readonly rateLimit: RateLimit | undefined;
  readonly costs: ProviderCosts | undefined;
  readonly reconnect: readonly ReconnectRule[] | undefined;
  readonly expiry: ExpiryRule | undefined;
  readonly mcp: ResolvedMcp | undefined;
  /** Where and how one signs in, with an OAuth 2 provider. */
  readonly oauth: (OauthSetup & { readonly discovery?: SignInDiscovery | undefined }) | undefined;
  readonly fields: Readonly<Record<string, string | number | boolean>>;
  readonly secretRefs: readonly SecretRef[];
  readonly authorityDigest: string;
};
