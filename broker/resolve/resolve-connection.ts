import {
  type ConnectionId,
  type ConnectionProvider,
  type ProviderId,
  ValetkeyError,
} from '@valetkey/api-contracts';
import type { ConnectionStore } from '../connections/connection-store.ts';
import { inOrderOfPrecedence } from '../connections/precedence.ts';
import { serves } from '../contracts/alternatives.ts';
import type { Authority, ConnectionRecord } from '../contracts/connection.ts';
import type { Principal } from '../contracts/grant.ts';
import { type Origin, parseOrigin } from '../network/origin.ts';
import { authorityDigest, describeAuthority, grantDigest } from '../providers/authority.ts';
import type { ProviderRegistry } from '../providers/provider-registry.ts';
import { type McpResolution, resolveMcp } from '../providers/resolve-mcp.ts';
import { withRealms } from '../providers/resolve-realms.ts';
import { resolveSignIn } from '../providers/resolve-sign-in.ts';
import type { ConnectionInUse } from './connection-in-use.ts';
import { sentHeaders } from './sent-headers.ts';

/** A connection together with its provider, as both are now. */
export type Resolved = {
  readonly record: ConnectionRecord;
  readonly provider: ConnectionProvider;
  readonly contributedBy: string;
  readonly origins: readonly string[];
  readonly authority: Authority;
  readonly inUse: ConnectionInUse;
  /** False when the secrets were saved for another place than where they would go now. */
  readonly sealedForThis: boolean;
  /** False where it belongs to a workspace that is not open: nobody is offered it, and nothing uses it. */
  readonly here: boolean;
  /** What a grant of this principal on this connection is bound to. */
  readonly grantDigestFor: (principal: Principal) => string;
};

export type Resolver = {
  /** Throws `not-found` or `provider-unknown`. */
  resolve(id: ConnectionId): Resolved;
  /** As `resolve`, for a record that was read just now. */
  resolveRecord(record: ConnectionRecord): Resolved;
  /** What a record would resolve to that is not stored; nothing is remembered. */
  draft(record: ConnectionRecord): Resolved;
  /** Those that are here and serve who asks for it, in the order in which they are offered. */
  ofProvider(providerId: ProviderId): Resolved[];
  /** After a change of a connection, of the providers, or of the workspace that is open. */
  forget(): void;
  /** Takes notice of what another process did to the files. Part of every `resolve`. */
  refresh(): void;
  /** Runs when another process has changed them, after what was remembered is forgotten. */
  onChangedElsewhere(run: () => void): void;
};

export const makeResolver = (powers: {
  readonly connections: Pick<ConnectionStore, 'get' | 'list'>;
  readonly providers: Pick<ProviderRegistry, 'get'>;
  readonly changedElsewhere: () => boolean;
  readonly isHere: (record: ConnectionRecord) => boolean;
}): Resolver => {
  /** Looked at on every use, so it is not parsed on every use; a miss reads the store again. */
  const known = new Map<ConnectionId, Resolved>();
  const listeners: (() => void)[] = [];

  const build = (record: ConnectionRecord): Resolved => {
    const registered = powers.providers.get(record.providerId);
    if (registered === undefined) throw new ValetkeyError({ code: 'provider-unknown' });
    const { provider, contributedBy } = registered;
    const described = describeAuthority(registered, record.fields);
    if (described === undefined) throw new ValetkeyError({ code: 'destination-refused', why: 'no-origin' });
    // Whose connection it is belongs to what is agreed to, and not to where a secret may go.
    const authority: Authority = { ...described, scope: record.scope, workspace: record.workspace };
    const digest = authorityDigest(described);
    const mcp = resolveMcp(provider, record.fields, authority.origins);
    const { id, fields, secretRefs } = record;
    return {
      record,
      provider,
      contributedBy,
      origins: authority.origins,
      authority,
      here: powers.isHere(record),
      sealedForThis: digest === record.authorityDigest,
      grantDigestFor: (principal) => grantDigest(authority, principal),
      inUse: {
        id,
        origins: authority.origins.map(parsedOrigin),
        auth: withRealms(provider.auth, fields),
        methods: provider.methods,
        declaredHeaders: provider.headers,
        sentHeaders: sentHeaders(provider, fields),
        rateLimit: provider.rateLimit,
        costs: provider.costs,
        reconnect: provider.reconnect,
        expiry: provider.expiry,
        mcp: mcp?.ok === true ? mcp.mcp : undefined,
        oauth: oauthOf(provider, fields, authority.origins, mcp),
        fields,
        secretRefs,
        authorityDigest: digest,
      },
    };
  };

  /** A listener that fails has not taken notice: until all have, each use tries again, and fails. */
  let unnoticed = false;
  const refresh = (): void => {
    unnoticed = powers.changedElsewhere() || unnoticed;
    if (!unnoticed) return;
    // Listeners resolve connections, too.
    unnoticed = false;
    known.clear();
    try {
      for (const run of listeners) run();
    } catch (error) {
      unnoticed = true;
      throw error;
    }
  };

  return Object.freeze<Resolver>({
    refresh,
    resolve: (id) => {
      refresh();
      const found = known.get(id);
      if (found !== undefined) return found;
      const record = powers.connections.get(id);
      if (record === undefined) throw new ValetkeyError({ code: 'not-found' });
      const resolved = build(record);
      known.set(id, resolved);
      return resolved;
    },
    resolveRecord: (record) => {
      const found = known.get(record.id);
      if (found?.record.updatedAt === record.updatedAt) return found;
      const resolved = build(record);
      known.set(record.id, resolved);
      return resolved;
    },
    draft: build,
    ofProvider: (providerId) =>
      inOrderOfPrecedence(
        powers.connections.list().filter((record) => {
          const registered = powers.providers.get(record.providerId);
          return registered !== undefined && serves(registered, providerId) && powers.isHere(record);
        }),
      ).flatMap((record) => {
        // One that leads nowhere is shown in Settings; it is not offered.
        try {
          return [build(record)];
        } catch {
          return [];
        }
      }),
    forget: () => known.clear(),
    onChangedElsewhere: (run) => void listeners.push(run),
  });
};

/** Undefined where it is gone, or leads nowhere. */
export const resolvedIfAny = (
  { resolve }: Pick<Resolver, 'resolve'>,
  id: ConnectionId,
): Resolved | undefined => {
  try {
    return resolve(id);
  } catch {
    return undefined;
  }
};

/** Before anything is sent or given with it. @throws ValetkeyError `workspace-closed` */
export function requireHere({ here }: Pick<Resolved, 'here'>): void {
  if (!here) throw new ValetkeyError({ code: 'workspace-closed' });
}

/** Whether this is still what was agreed to. Not where its provider is contributed no more. */
export const isBoundTo = (
  grantDigest: string,
  { connectionId, principal }: { readonly connectionId: ConnectionId; readonly principal: Principal },
  resolver: Pick<Resolver, 'resolve'>,
): boolean => {
  try {
    return resolver.resolve(connectionId).grantDigestFor(principal) === grantDigest;
  } catch {
    return false;
  }
};

/** `describeAuthority` has looked at the same fields before. */
const oauthOf = (
  { auth }: ConnectionProvider,
  fields: ConnectionRecord['fields'],
  [home]: readonly string[],
  server: McpResolution | undefined,
): ConnectionInUse['oauth'] => {
  const resolved = auth.kind === 'oauth2' ? resolveSignIn(auth, fields) : undefined;
  if (auth.kind !== 'oauth2' || resolved?.ok !== true) return undefined;
  const { place } = resolved;
  const mcp = server?.ok === true ? server.mcp : undefined;
  return {
    issuer: place.issuer,
    endpoints: place.endpoints,
    clientId: place.clientId,
    resource: place.resource,
    origins: place.origins.map(parsedOrigin),
    clientAuthentication: auth.client.authentication,
    scopeSeparator: auth.scopeSeparator,
    authorizationParameters: auth.authorizationParameters,
    pkce: auth.pkce,
    pushedAuthorization: auth.pushedAuthorization,
    dpop: auth.dpop,
    redirect: auth.redirect,
    tokenRequest: auth.tokenRequest && {
      encoding: auth.tokenRequest.encoding,
      grantType: auth.tokenRequest.grantType,
      parameters: place.tokenParameters,
    },
    identityProvider: place.identityProvider && {
      ...place.identityProvider,
      origins: place.identityProvider.origins.map(parsedOrigin),
    },
    discovery:
      auth.discovery === undefined || home === undefined || mcp === undefined || mcp.transport === 'stdio'
        ? undefined
        : {
            endpoint: new URL(mcp.path, home),
            home: parsedOrigin(home),
            document: auth.client.document,
          },
  };
};

const parsedOrigin = (text: string): Origin => {
  const parsed = parseOrigin(text);
  if (!parsed.ok) throw new ValetkeyError({ code: 'destination-refused', why: parsed.why });
  return parsed.origin;
};
