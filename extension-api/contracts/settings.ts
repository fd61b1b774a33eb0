import { z } from 'zod';
import { access } from './access.ts';
import { auditEntry, auditFilter, auditVerdict } from './audit.ts';
import { oauthFlow, oauthScope } from './auth/oauth2.ts';
import { connectionView, fieldValue, scope, testResult } from './connection.ts';
import { exportedConnections } from './connection-export.ts';
import { method, nothing } from './contract.ts';
import { grantView, liveCapability } from './grant.ts';
import { capabilityId, connectionId, extensionId, grantId, instant, providerId } from './ids.ts';
import { providerView } from './provider.ts';
import { fieldId } from './provider-auth.ts';
import { signInId, signInProgress } from './sign-in.ts';

/** Secrets go in and never come out: no result below has a place for one. */
const secretInput = z.record(
  fieldId,
  z
    .string()
    .min(1)
    .max(8 * 1024),
);
const displayName = z.string().trim().min(1).max(120);
const oneConnection = z.strictObject({ connectionId });

export const protection = z.strictObject({
  state: z.enum(['unlocked', 'locked']),
  why: z.string().max(200).optional(),
  /** What guards the vault key, in words. */
  guardedBy: z.string().max(200),
  weakness: z.string().max(400).optional(),
});
export type Protection = z.output<typeof protection>;

export const extensionView = z.strictObject({
  id: extensionId,
  displayName: z.string(),
  version: z.string(),
  state: z.enum(['running', 'stopped', 'crashed', 'hung', 'out-of-memory', 'protocol-violation']),
});
export type ExtensionView = z.output<typeof extensionView>;

export const settingsContract = {
  listProviders: method({ input: nothing, result: z.array(providerView) }),
  listExtensions: method({ input: nothing, result: z.array(extensionView) }),
  listConnections: method({ input: nothing, result: z.array(connectionView) }),
  createConnection: method({
    input: z.strictObject({
      providerId,
      scope: scope.default('user'),
      displayName,
      fields: z.record(fieldId, fieldValue).default({}),
      secrets: secretInput.default({}),
    }),
    result: connectionView,
  }),
  /** `updatedAt` is what the caller last saw: a change by somebody else meanwhile answers `conflict`. */
  updateConnection: method({
    input: z.strictObject({
      connectionId,
      updatedAt: instant,
      displayName: displayName.optional(),
      scope: scope.optional(),
      fields: z.record(fieldId, fieldValue).optional(),
    }),
    result: connectionView,
  }),
  deleteConnection: method({ input: oneConnection, result: nothing }),
  /** Sets or replaces. With `testFirst` the new secret has to pass the provider's test before the old one goes. */
  setSecret: method({
    input: z.strictObject({ connectionId, secrets: secretInput, testFirst: z.boolean().default(false) }),
    result: z.strictObject({ connection: connectionView, test: testResult.optional(), saved: z.boolean() }),
  }),
  testConnection: method({ input: oneConnection, result: testResult }),
  /** Asks the service for a choice field's options, with the connection's credential. */
  listChoices: method({
    input: z.strictObject({ connectionId, field: fieldId }),
    result: z.strictObject({
      choices: z
        .array(z.strictObject({ value: z.string().min(1).max(200), label: z.string().min(1).max(120) }))
        .max(200),
      /** The service told of more than are listed. */
      more: z.boolean(),
    }),
  }),
  /** Without secrets, whole or some. What comes out can be kept in a repository. */
  exportConnections: method({
    input: z.strictObject({ connectionIds: z.array(connectionId).max(1000).optional() }),
    result: z.strictObject({ document: exportedConnections }),
  }),
  /** What can be read becomes new connections without secrets; the rest is told by its place in the document. */
  importConnections: method({
    input: z.strictObject({ document: exportedConnections }),
    result: z.strictObject({
      imported: z.array(connectionView),
      refused: z.array(
        z.strictObject({
          index: z.int().nonnegative(),
          at: z.string().max(300),
          sentence: z.string().max(400),
        }),
      ),
    }),
  }),
  /**
   * OAuth 2, for a connection whose view has `signIn`. `signIn` starts it and opens the service's page in the system
   * browser (with `deviceCode` only `openSignInPage` does, from a button beside the code). Then ask
   * `signInProgress` about once a second until its state is `signed-in` or `failed`. A second `signIn` of the same
   * connection ends the first. `scopes` are asked for beside the provider's and those that were granted before.
   */
  signIn: method({
    input: z.strictObject({
      connectionId,
      flow: oauthFlow.optional(),
      scopes: z.array(oauthScope).max(32).default([]),
    }),
    result: signInProgress,
  }),
  signInProgress: method({ input: z.strictObject({ signInId }), result: signInProgress }),
  openSignInPage: method({ input: z.strictObject({ signInId }), result: signInProgress }),
  cancelSignIn: method({ input: z.strictObject({ signInId }), result: signInProgress }),
  /** Forgets the tokens. `revoked` tells whether the service was told, and agreed. */
  signOut: method({
    input: oneConnection,
    result: z.strictObject({
      connection: connectionView,
      revoked: z.enum(['yes', 'no', 'not-offered', 'nothing-to-revoke']),
    }),
  }),
  /** The user opens access from their side: the same prompt as when the extension asks. */
  requestAccess: method({
    input: z.strictObject({ extension: extensionId, connectionId, access }),
    result: z.strictObject({ decision: z.enum(['once', 'always', 'deny']) }),
  }),
  listGrants: method({ input: nothing, result: z.array(grantView) }),
  listLive: method({ input: nothing, result: z.array(liveCapability) }),
  confirmGrant: method({ input: z.strictObject({ grantId }), result: grantView }),
  revokeGrant: method({ input: z.strictObject({ grantId }), result: z.strictObject({ ended: z.int() }) }),
  revokeCapability: method({
    input: z.strictObject({ capabilityId }),
    result: z.strictObject({ ended: z.int() }),
  }),
  revokeExtension: method({
    input: z.strictObject({ extension: extensionId }),
    result: z.strictObject({ ended: z.int() }),
  }),
  revokeConnection: method({ input: oneConnection, result: z.strictObject({ ended: z.int() }) }),
  stopEverything: method({ input: nothing, result: z.strictObject({ ended: z.int() }) }),
  listAudit: method({
    input: auditFilter,
    result: z.strictObject({
      entries: z.array(auditEntry),
      older: z.boolean(),
      /** Damaged entries in this page's range, by number: kept in the file, and named by `verifyAudit`. */
      unreadable: z.array(z.int()),
    }),
  }),
  verifyAudit: method({ input: nothing, result: auditVerdict }),
  setRetention: method({
    input: z.strictObject({ days: z.int().min(1).max(3650), entries: z.int().min(1000).max(10_000_000) }),
    result: z.strictObject({ removed: z.int() }),
  }),
  protection: method({ input: nothing, result: protection }),
  unlockVault: method({ input: nothing, result: protection }),
} as const;
export type SettingsContract = typeof settingsContract;
