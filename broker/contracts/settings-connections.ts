import {
  capabilityId,
  connectionId,
  errorAnswer,
  extensionId,
  fieldId,
  fieldValue,
  grantId,
  instant,
  largestJson,
  nothing,
  providerId,
} from '@valetkey/api-contracts';
import { z } from 'zod';
import { connectionView, longestConnectionName, scope } from './connection.ts';
import { exportedConnections } from './connection-export.ts';
import { settingsMethod } from './settings-method.ts';
import { testResult } from './test-result.ts';

/** Secrets go in and never come out: no result below has a place for one. */
const secretInput = z.record(
  fieldId,
  z
    .string()
    .min(1)
    .max(8 * 1024),
);
const displayName = z.string().trim().min(1).max(longestConnectionName);
const fieldValues = z.record(fieldId, fieldValue);
export const oneConnection = z.strictObject({ connectionId });
const nameOf = z.strictObject({ connectionId, displayName: z.string(), scope });

/** Who uses a connection, and so what stops when it goes. */
export const connectionUse = z.strictObject({
  extensions: z.array(
    z.strictObject({
      extension: extensionId,
      displayName: z.string(),
      /** Stored "always" grants of it on this connection. */
      grants: z.array(grantId),
      live: z.array(capabilityId),
      inFlight: z.int().nonnegative(),
      /** To the hour, where it has no live session. */
      lastUsedAt: instant.optional(),
      /** Another connection of the same provider that it would be offered instead. */
      insteadOffered: z.boolean(),
    }),
  ),
});
export type ConnectionUse = z.output<typeof connectionUse>;

/** Why one connection is offered, and looked for grants on, before another. */
export const precedenceRule = z.enum(['only-one', 'workspace-before-user', 'older-first']);

/** Where a connection stands among those of its provider, in the scope that was asked about. */
export const scopeOutlook = z.strictObject({
  scope,
  /** It is the one that is offered first. */
  first: z.boolean(),
  rule: precedenceRule,
  /** Offered before this one, nearest first; at most 20. */
  before: z.array(nameOf).max(20),
  /** Offered after it; at most 20. */
  after: z.array(nameOf).max(20),
  /** Grants that a move would bind to the new scope. Those that the user keeps continue; all others are suspended. */
  grants: z.array(z.strictObject({ grantId, extension: extensionId, displayName: z.string() })),
  /** Live handles that a move would end. */
  live: z.int().nonnegative(),
});
export type ScopeOutlook = z.output<typeof scopeOutlook>;

const refusedEntry = z.strictObject({
  index: z.int().nonnegative(),
  error: errorAnswer.pick({ code: true, at: true, expected: true }),
});

export const connectionContract = {
  /** By id, in pages: `next` is the `after` of the page that follows, absent on the last one. */
  listConnections: settingsMethod({
    loosens: 'never',
    input: z.strictObject({
      after: connectionId.optional(),
      limit: z.int().min(1).max(1000).default(500),
    }),
    result: z.strictObject({
      connections: z.array(connectionView),
      next: connectionId.optional(),
      total: z.int().nonnegative(),
    }),
  }),
  getConnection: settingsMethod({ loosens: 'never', input: oneConnection, result: connectionView }),
  createConnection: settingsMethod({
    loosens: 'never',
    input: z.strictObject({
      providerId,
      scope: scope.default('user'),
      displayName,
      fields: fieldValues.default({}),
      secrets: secretInput.default({}),
    }),
    result: connectionView,
  }),
  /** `updatedAt` is what the caller last saw: a change by somebody else meanwhile answers `conflict`. */
  updateConnection: settingsMethod({
    loosens: 'asks',
    input: z.strictObject({
      connectionId,
      updatedAt: instant,
      displayName: displayName.optional(),
      fields: fieldValues.optional(),
    }),
    result: connectionView,
  }),

  testConnection: settingsMethod({ loosens: 'asks', input: oneConnection, result: testResult }),
  /**
   * Tests values that are not saved, and keeps nothing of them. With `connectionId`, secrets that are not given are
   * the saved ones of that connection: only while the values lead to the place that they were saved for, otherwise
   * the test says `secret-missing`.
   */
  testDraft: settingsMethod({
    loosens: 'asks',
    input: z.strictObject({
      providerId,
      connectionId: connectionId.optional(),
      fields: fieldValues.default({}),
      secrets: secretInput.default({}),
    }),
    result: testResult,
  }),
  /**
   * Sets or replaces. With `testFirst` the new secret has to pass the provider's test before it is stored at all;
   * until then the old one serves, and one that does not pass is dropped.
   */
  replaceSecret: settingsMethod({
    loosens: 'asks',
    input: z.strictObject({ connectionId, secrets: secretInput, testFirst: z.boolean().default(true) }),
    result: z.strictObject({ connection: connectionView, test: testResult.optional(), saved: z.boolean() }),
  }),

  /** Asks the service for a choice field's options, with the connection's credential. */
  listChoices: settingsMethod({
    loosens: 'asks',
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
  exportConnections: settingsMethod({
    loosens: 'never',
    input: z.strictObject({ connectionIds: z.array(connectionId).max(1000).optional() }),
    result: z.strictObject({ document: exportedConnections }),
  }),
  /** What an import of this document would do; nothing is made. */
  previewImport: settingsMethod({
    loosens: 'never',
    input: z.strictObject({ document: exportedConnections }),
    largestInput: largestJson,
    result: z.strictObject({
      accepted: z.array(
        z.strictObject({
          index: z.int().nonnegative(),
          /** Where its secret will go. */
          origins: z.array(z.string().max(300)),
          /** A connection of this name, of the same provider and scope, with the same fields exists already. */
          exists: z.boolean(),
        }),
      ),
      refused: z.array(refusedEntry),
    }),
  }),
  /** What can be read becomes new connections without secrets; the rest is told by its place in the document. */
  importConnections: settingsMethod({
    loosens: 'never',
    input: z.strictObject({ document: exportedConnections }),
    largestInput: largestJson,
    result: z.strictObject({
      imported: z.array(connectionView),
      refused: z.array(refusedEntry),
    }),
  }),

  /** To be shown before deleting or moving. */
  connectionUse: settingsMethod({ loosens: 'never', input: oneConnection, result: connectionUse }),
  /**
   * It cannot be used from here on, and its live handles are dead when this answers. Until `undoUntil` it can be
   * brought back with `undoDelete`; then its secrets, its grants and itself are gone for good.
   */
  deleteConnection: settingsMethod({
    loosens: 'never',
    input: oneConnection,
    result: z.strictObject({ ended: z.int().nonnegative(), undoUntil: instant }),
  }),
  /** Brings back what `deleteConnection` took: with its secret and its grants, without its live handles. */
  undoDelete: settingsMethod({ loosens: 'asks', input: oneConnection, result: connectionView }),
  /** What is deleted and can still be brought back. */
  listDeleted: settingsMethod({
    loosens: 'never',
    input: nothing,
    result: z.array(z.strictObject({ connectionId, displayName: z.string(), undoUntil: instant })),
  }),

  scopeOutlook: settingsMethod({
    loosens: 'never',
    input: z.strictObject({ connectionId, scope }),
    result: scopeOutlook,
  }),
  /** `keep`: the grants that the user was shown and wants to keep; they are bound to the new scope. */
  moveScope: settingsMethod({
    loosens: 'asks',
    input: z.strictObject({
      connectionId,
      updatedAt: instant,
      scope,
      keep: z.array(grantId).max(1000).default([]),
    }),
    result: z.strictObject({ connection: connectionView, suspended: z.int(), ended: z.int() }),
  }),
} as const;
