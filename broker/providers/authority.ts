import { hash } from 'node:crypto';
import { defined, type ProviderAuth } from '@valetkey/api-contracts';
import type { Authority } from '../contracts/connection.ts';
import { builtIntoApp } from '../contracts/contributor-text.ts';
import type { Principal } from '../contracts/grant.ts';
import { namedAtSignIn } from '../contracts/sign-in-places.ts';
import { declaredRequests } from './declared-requests.ts';
import { placementOf } from './placement.ts';
import type { RegisteredProvider } from './provider-registry.ts';
import { resolveMcp } from './resolve-mcp.ts';
import { type FieldValues, resolveOrigins } from './resolve-origins.ts';
import { withRealms } from './resolve-realms.ts';
import { resolveSignIn, type SignInPlace } from './resolve-sign-in.ts';

/**
 * What decides where a connection's secret goes, in words that can stand side by side in a diff. Names, labels and
 * help are left out: they change nothing of that. `undefined` when the fields do not lead to an origin.
 */
export const describeAuthority = (
  registered: RegisteredProvider,
  fields: FieldValues,
): Authority | undefined => {
  const { provider, providerId } = registered;
  const resolved = resolveOrigins(provider, fields);
  if (!resolved.ok) return undefined;
  const mcp = resolveMcp(provider, fields, resolved.origins);
  if (mcp !== undefined && !mcp.ok) return undefined;
  const signIn = provider.auth.kind === 'oauth2' ? resolveSignIn(provider.auth, fields) : undefined;
  if (signIn?.ok === false) return undefined;
  return {
    providerId,
    providerVersion: provider.version,
    origins: [...resolved.origins],
    placement: placementOf(withRealms(provider.auth, fields)),
    mcp: mcp?.inWords,
    signIn: signIn && {
      ...signInOf(signIn.place),
      ...foundLater(provider.auth, signIn.place, mcp?.inWords),
    },
    // What is built in changes with the application alone, and new API versions are no reason to ask.
    requests: registered.contributedBy === builtIntoApp ? undefined : declaredRequests(provider),
  };
};

const signInOf = ({
  origins,
  clientId,
  issuer,
  resource,
  identityProvider: vouching,
}: SignInPlace): NonNullable<Authority['signIn']> => ({
  origins: [...origins],
  client: clientId,
  issuer,
  resource,
  identityProvider: vouching && {
    at: [vouching.issuer, vouching.token].filter((url) => url !== undefined),
    client: vouching.clientId,
  },
});

/** With discovery the MCP server says where to sign in, and as whom: that it does is what the user agrees to. */
const foundLater = (
  auth: ProviderAuth,
  { clientId }: Pick<SignInPlace, 'clientId'>,
  mcp: string | undefined,
): Partial<NonNullable<Authority['signIn']>> => {
  if (auth.kind !== 'oauth2' || auth.discovery === undefined) return {};
  const client = auth.client.document ?? 'registered when you sign in';
  return defined({
    issuer: namedAtSignIn,
    client: clientId === '' ? client : undefined,
    resource: mcp,
  });
};

/** Binds a connection's ciphertexts and its state to where they may go. */
export const authorityDigest = (authority: Authority): string =>
  hash('sha256', canonicalAuthority(authority));

/** Binds a grant to where the secret goes and to who was allowed to send it there. */
export const grantDigest = (authority: Authority, principal: Principal): string =>
  hash('sha256', canonicalGrant(authority, principal));

/** JSON of a list with fixed places: two authorities have the same text only if they are the same. */
export const canonicalAuthority = ({
  providerId,
  providerVersion,
  origins,
  placement,
  mcp,
  signIn,
}: Authority): string =>
  JSON.stringify([
    ...['valetkey authority 1', providerId, providerVersion, origins, placement, mcp ?? null],
    // Absent as it was before there was OAuth 2, so that what was sealed then still opens.
    ...(signIn === undefined
      ? []
      : [
          [
            ...[signIn.origins, signIn.client, signIn.issuer ?? null, signIn.resource ?? null],
            ...(signIn.identityProvider === undefined
              ? []
              : [[signIn.identityProvider.at, signIn.identityProvider.client]]),
          ],
        ]),
  ]);

/** A user's own connection is what there was before scopes counted, and has the same text as then. */
export const canonicalGrant = (authority: Authority, { id, version, contentDigest }: Principal): string => {
  const { scope, workspace, requests } = authority;
  return JSON.stringify([
    'valetkey grant 1',
    canonicalAuthority(authority),
    id,
    version,
    contentDigest,
    ...(scope === 'workspace' ? ['workspace'] : []),
    // Its name is for people.
    ...(workspace === undefined ? [] : [workspace.kind, workspace.id]),
    // A secret stays where it is if only this changes.
    ...(requests === undefined ? [] : [['requests', requests]]),
  ]);
};
