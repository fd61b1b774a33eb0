import { z } from 'zod';
import { access } from './access.ts';
import { nothing, settingsMethod } from './contract.ts';
import { grantView, liveCapability } from './grant.ts';
import { capabilityId, connectionId, digest, extensionId, grantId, instant, providerId } from './ids.ts';
import { mcpAsking } from './mcp-tools.ts';
import { oneConnection } from './settings-connections.ts';

const ended = z.strictObject({ ended: z.int().nonnegative() });
const oneExtension = z.strictObject({ extension: extensionId });
const decided = z.strictObject({ decision: z.enum(['once', 'always', 'deny']) });

/** Of the file of an extension's icon. */
export const mostIconBytes = 32 * 1024;

export const extensionView = z.strictObject({
  id: extensionId,
  displayName: z.string(),
  version: z.string(),
  /** A PNG of at most 256 by 256 pixels out of its folder. A claim like its name: never shown without who it is from. */
  icon: z
    .base64()
    .max(Math.ceil(mostIconBytes / 3) * 4)
    .optional(),
  state: z.enum(['running', 'stopped', 'crashed', 'hung', 'out-of-memory', 'protocol-violation']),
  /** Since when it is in that state. */
  since: instant,
  /** Whether this application can start it again by itself. */
  canRestart: z.boolean(),
  live: z.int().nonnegative(),
  inFlight: z.int().nonnegative(),
  grants: z.strictObject({ active: z.int().nonnegative(), suspended: z.int().nonnegative() }),
});
export type ExtensionView = z.output<typeof extensionView>;

/** A request that ended because there was no connection for it, in the extension's own words. */
export const unmetRequest = z.strictObject({
  extension: extensionId,
  displayName: z.string(),
  providerId,
  reason: z.string().max(1600),
  access,
  at: instant,
  /** The user has allowed it once; the extension's next request takes it. */
  allowedOnce: z.strictObject({ connectionId, until: instant }).optional(),
});
export type UnmetRequest = z.output<typeof unmetRequest>;

/** Which rows: those of this connection, of this extension, of both. */
const whose = { connectionId: connectionId.optional(), extension: extensionId.optional() };

export const accessMethods = {
  listExtensions: settingsMethod({ loosens: 'never', input: nothing, result: z.array(extensionView) }),
  /** Stops it when it runs, and starts it from its folder. `not-found` where this application cannot. */
  restartExtension: settingsMethod({ loosens: 'never', input: oneExtension, result: nothing }),

  listGrants: settingsMethod({
    loosens: 'never',
    input: z.strictObject({ ...whose, revoked: z.boolean().default(false) }),
    result: z.array(grantView),
  }),
  listLive: settingsMethod({
    loosens: 'never',
    input: z.strictObject(whose),
    result: z.array(liveCapability),
  }),
  /** `digest` is the one of `now` that the user was shown: `conflict` when it is another one by now. */
  confirmGrant: settingsMethod({
    loosens: 'asks',
    input: z.strictObject({ grantId, digest }),
    result: grantView,
  }),
  /** Before which tools' calls the user is asked from now on, also through handles that are live. */
  setGrantAsking: settingsMethod({
    loosens: 'asks',
    input: z.strictObject({ grantId, asking: mcpAsking }),
    result: grantView,
  }),
  revokeGrant: settingsMethod({ loosens: 'never', input: z.strictObject({ grantId }), result: ended }),
  revokeCapability: settingsMethod({
    loosens: 'never',
    input: z.strictObject({ capabilityId }),
    result: ended,
  }),
  revokeExtension: settingsMethod({ loosens: 'never', input: oneExtension, result: ended }),
  revokeConnection: settingsMethod({ loosens: 'never', input: oneConnection, result: ended }),

  /** Ends every live handle, and issues none until `resumeEverything` or the next start. Stored grants stay. */
  stopEverything: settingsMethod({ loosens: 'never', input: nothing, result: ended }),
  resumeEverything: settingsMethod({ loosens: 'asks', input: nothing, result: nothing }),

  /** The user opens access from their side: the same prompt as when the extension asks. */
  requestAccess: settingsMethod({
    loosens: 'consent',
    input: z.strictObject({ extension: extensionId, connectionId, access }),
    result: decided,
  }),
  /** Newest first: what the user could give access to as soon as there is a connection for it. */
  listUnmetRequests: settingsMethod({ loosens: 'never', input: nothing, result: z.array(unmetRequest) }),
  /**
   * Shows the prompt of a request that found no connection, now on this one. With "once" the extension's next
   * request that asks for no more has its handle without another prompt, for ten minutes.
   */
  answerUnmetRequest: settingsMethod({
    loosens: 'consent',
    input: z.strictObject({ extension: extensionId, providerId, connectionId }),
    result: decided,
  }),
  /** Takes it from the list, with what was allowed and not yet taken. */
  dismissUnmetRequest: settingsMethod({
    loosens: 'never',
    input: z.strictObject({ extension: extensionId, providerId }),
    result: nothing,
  }),
} as const;
