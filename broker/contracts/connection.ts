import { connectionId, digest, fieldId, fieldValue, instant, providerId } from '@valetkey/api-contracts';
import { z } from 'zod';
import { signInView } from './sign-in.ts';
import { testResult } from './test-result.ts';
import { workspace } from './workspace.ts';

export const scope = z.enum(['user', 'workspace']);
export type Scope = z.output<typeof scope>;

/** Who says when a credential ends: it itself, the service's answers, or the user. */
export const expirySource = z.enum(['certificate', 'token', 'service', 'entered']);
export const credentialExpiry = z.strictObject({ at: instant, from: expirySource });
export type CredentialExpiry = z.output<typeof credentialExpiry>;
/** How long before that date the user is told. */
export const expirySoonMs = 7 * 24 * 60 * 60 * 1000;
export const longestConnectionName = 120;

/** Names a ciphertext in the vault: never its value, length or last characters. */
export const secretRef = z.strictObject({
  field: fieldId,
  counter: z.int().positive(),
  setAt: instant,
  /** Of a certificate or a JWT. It was read when the secret was typed in, so that showing it opens no vault. */
  expiry: credentialExpiry.optional(),
});
export type SecretRef = z.output<typeof secretRef>;

export const retiredValue = z.strictObject({
  field: fieldId,
  value: fieldValue,
  version: z.int().positive(),
});
export type RetiredValue = z.output<typeof retiredValue>;

export const connectionRecord = z.strictObject({
  id: connectionId,
  providerId,
  scope,
  /** With the scope `workspace`: which one. Absent in records from before workspaces had an identity. */
  workspace: workspace.optional(),
  displayName: z.string().min(1).max(longestConnectionName),
  fields: z.record(fieldId, fieldValue),
  secretRefs: z.array(secretRef).max(40),
  authorityDigest: digest,
  /** The provider's, when these fields were saved or migrated. Absent in records from before there was one. */
  providerVersion: z.int().positive().optional(),
  /** What a migration of the provider took out of `fields`: shown, and never lost. */
  retired: z.array(retiredValue).max(200).optional(),
  createdAt: instant,
  updatedAt: instant,
});
export type ConnectionRecord = z.output<typeof connectionRecord>;

/** Derived when shown, never stored: whether the connection can be used. */
export const connectionState = z.enum([
  'ready',
  'untested',
  'failing',
  'needs-reconnect',
  'locked',
  'suspended',
  /** It belongs to a workspace that is not open. */
  'elsewhere',
]);
export type ConnectionState = z.output<typeof connectionState>;

/** What stands in the way, where something does. */
export const connectionStateReason = z.enum([
  /** failing: see `lastTest`. */
  'test-failed',
  /** needs-reconnect: never entered, or taken away. */
  'secret-missing',
  /** needs-reconnect: the service no longer accepts the credential, or the sign-in has ended; `signIn.why` says how. */
  'credential-ended',
  /** needs-reconnect: `expiry` is in the past, and no test has passed since. */
  'credential-expired',
  /** needs-reconnect: OAuth 2, and nobody has signed in yet. */
  'signed-out',
  /** needs-reconnect: a field that the provider asks for is empty, since its version rose or it was imported. */
  'field-missing',
  /** needs-reconnect: what the service offers to choose from has not been chosen yet (`listChoices`). */
  'choice-missing',
  /** locked: the keyring or the passphrase stands before the secrets. */
  'vault-locked',
  /** locked: this secret cannot be opened; it is kept. */
  'secret-unreadable',
  /** suspended: it leads to another place than its secret was saved for. */
  'moved',
  /** suspended: the extension that describes the service is not running. */
  'provider-missing',
  /** elsewhere: its workspace is not open. */
  'workspace-closed',
  /** suspended: it was limited to a workspace before workspaces had an identity, and belongs to none. */
  'workspace-unknown',
]);
export type ConnectionStateReason = z.output<typeof connectionStateReason>;

/** With OAuth 2: who signs in where. `origins` get codes, client secrets and refresh tokens. */
const signInAuthority = z.strictObject({
  origins: z.array(z.string()),
  client: z.string(),
  issuer: z.string().optional(),
  resource: z.string().optional(),
  /** Whole addresses: only there the user's ID token goes, and nothing that goes to `origins` does. */
  identityProvider: z.strictObject({ at: z.array(z.string()), client: z.string() }).optional(),
});

export const connectionView = connectionRecord.omit({ secretRefs: true, authorityDigest: true }).extend({
  state: connectionState,
  stateReason: connectionStateReason.optional(),
  lastTest: testResult.optional(),
  /** When a service last answered a use well, since the last test that failed. */
  workedAt: instant.optional(),
  /** Exact origins that the secret goes to. */
  origins: z.array(z.string().max(300)),
  /** With OAuth 2 only: to `origins` goes what the sign-in gives, and here the sign-in itself. */
  signsInAt: signInAuthority.optional(),
  /** With OAuth 2 only. */
  signIn: signInView.optional(),
  /** Of an MCP server that was used: which revision it speaks, by what it answered when it was asked. */
  mcp: z
    .strictObject({
      revision: z.enum(['2026-07-28', '2025-11-25 or older']),
      evidence: z.string().max(40),
      /** Name and version that it gave of itself. */
      server: z.string().max(401),
      at: instant,
    })
    .optional(),
  /** From the last successful test. */
  account: z.string().min(1).max(120).optional(),
  /** The earliest date on which its credential ends, as far as anybody says. Not of the tokens of a sign-in. */
  expiry: credentialExpiry.optional(),
  secretFields: z.array(z.strictObject({ field: fieldId, saved: z.boolean(), setAt: instant.optional() })),
  lastUsedAt: instant.optional(),
  /** The extension that describes the service is not installed, where the application knows that. */
  notInstalled: z.literal(true).optional(),
  /** Live handles now. */
  holders: z.int().nonnegative(),
  /** Stored grants that are active, and those that wait for the user. */
  grants: z.strictObject({ active: z.int().nonnegative(), suspended: z.int().nonnegative() }),
});
export type ConnectionView = z.output<typeof connectionView>;

/** What decides where a secret can go, in words; its digest is the authority digest. Shown side by side on a change. */
export const authority = z.strictObject({
  providerId,
  providerVersion: z.int(),
  origins: z.array(z.string()),
  placement: z.string(),
  mcp: z.string().optional(),
  signIn: signInAuthority.optional(),
  /** Of a service that an extension or the user describes: which requests it lets through, and what they carry. */
  requests: z.string().optional(),
  /** Of the connection that a grant is on; not part of where a secret may go. */
  scope: scope.optional(),
  workspace: workspace.optional(),
});
export type Authority = z.output<typeof authority>;
