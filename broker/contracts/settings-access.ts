import {
  access,
  capabilityId,
  connectionId,
  digest,
  extensionId,
  grantId,
  instant,
  limits,
  nothing,
  providerId,
  taskId,
} from '@valetkey/api-contracts';
import { z } from 'zod';
import { mostIconBytes } from './extension-icon.ts';
import { grantView, liveCapability } from './grant.ts';
import { mcpAsking } from './mcp-tools.ts';
import { refusal } from './refusal.ts';
import { oneConnection } from './settings-connections.ts';
import { settingsMethod } from './settings-method.ts';

const ended = z.strictObject({ ended: z.int().nonnegative() });
export const madeId = z.string().regex(/^[A-Za-z0-9_-]{21}$/);
/** Names a revocation that this port's holder can take back until then; absent where there is nothing to take back. */
const revocationId = madeId;
const revoked = ended.extend({ undo: z.strictObject({ revocationId, until: instant }).optional() });
const oneExtension = z.strictObject({ extension: extensionId });
const decided = z.strictObject({ decision: z.enum(['once', 'always', 'deny']) });
/** `waited`: its request was still open. Else it learns of it when it asks again, or is started again. */
const decidedRequest = decided.extend({ waited: z.boolean() });

/**
 * `not-activated`: it runs, and its `activate` threw. `not-installed`: it is not here any more, and holds access. The
 * others beside `running`: how it ended.
 */
export const extensionState = z.enum([
  'running',
  'not-activated',
  'stopped',
  'crashed',
  'hung',
  'out-of-memory',
  'protocol-violation',
  'not-installed',
]);

export const extensionView = z.strictObject({
  id: extensionId,
  displayName: z.string(),
  version: z.string(),
  /** A PNG of at most 256 by 256 pixels out of its folder. A claim like its name: never shown without who it is from. */
  icon: z
    .base64()
    .max(Math.ceil(mostIconBytes / 3) * 4)
    .optional(),
  state: extensionState,
  /** With `not-activated`: what its `activate` threw, in its own words. */
  why: z.string().max(1600).optional(),
  /** Since when it is in that state. */
  since: instant,
  /** Whether this application can start it again by itself. */
  canRestart: z.boolean(),
  /** Whether it was installed here, and this application can remove it. */
  canRemove: z.boolean(),
  live: z.int().nonnegative(),
  inFlight: z.int().nonnegative(),
  grants: z.strictObject({ active: z.int().nonnegative(), suspended: z.int().nonnegative() }),
});
export type ExtensionView = z.output<typeof extensionView>;

/** The folder of an extension that could not be loaded. What its manifest says is quoted in the sentences. */
export const folderNotLoaded = z.strictObject({
  folder: z.string().max(4096),
  problems: z.array(z.strictObject({ at: z.string().max(200), sentence: z.string().max(600) })).max(20),
  /** Problems beside those. */
  more: z.int().nonnegative(),
  canLoadAgain: z.boolean(),
});
export type FolderNotLoaded = z.output<typeof folderNotLoaded>;
const ran = z.strictObject({ runs: z.boolean() });

/** What became of the folder that a person chose in a dialog of main's. */
export const chosenExtension = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('cancelled') }),
  refusal,
  z.strictObject({ outcome: z.literal('chosen'), candidateId: madeId, extension: extensionId }),
]);
export type ChosenExtension = z.output<typeof chosenExtension>;

/** A request that there was no connection for, or that the user denied, in the extension's own words. */
export const unmetRequest = z.strictObject({
  extension: extensionId,
  displayName: z.string(),
  providerId,
  reason: z.string().max(1600),
  access,
  at: instant,
  why: z.enum(['no-connection', 'denied']),
  /** It is still open: the extension has its handle as soon as the user allows it. */
  waits: z.boolean(),
  /** The user has allowed it once; the extension's next request takes it. */
  allowedOnce: z.strictObject({ connectionId, until: instant }).optional(),
});
export type UnmetRequest = z.output<typeof unmetRequest>;

/** Which rows: those of this connection, of this extension, of both. */
const whose = { connectionId: connectionId.optional(), extension: extensionId.optional() };

export const accessContract = {
  listExtensions: settingsMethod({ loosens: 'never', input: nothing, result: z.array(extensionView) }),
  /** Stops it when it runs, and starts it from its folder. `not-found` where this application cannot. */
  restartExtension: settingsMethod({ loosens: 'never', input: oneExtension, result: ran }),
  listFoldersNotLoaded: settingsMethod({
    loosens: 'never',
    input: nothing,
    result: z.array(folderNotLoaded),
  }),
  /** `not-found` where this application cannot, or where it is loaded by now. */
  loadAgain: settingsMethod({
    loosens: 'never',
    input: z.strictObject({ folder: z.string().max(4096) }),
    result: ran,
  }),

  /** Whether this application keeps extensions that a person installs. */
  installing: settingsMethod({
    loosens: 'never',
    input: nothing,
    result: z.strictObject({ offered: z.boolean() }),
  }),
  /** The person chooses a folder in a dialog of main's. No path goes to the page, and none comes from it. */
  chooseExtension: settingsMethod({ loosens: 'never', input: nothing, result: chosenExtension }),
  /** Installs what was chosen last, or updates it, and starts it. */
  installExtension: settingsMethod({
    loosens: 'asks',
    input: z.strictObject({ candidateId: madeId }),
    result: ran,
  }),
  /** Stops it and takes it away. Its grants and its connections stay: they are revoked and deleted by themselves. */
  removeExtension: settingsMethod({
    loosens: 'never',
    input: oneExtension,
    result: z.strictObject({ undo: z.strictObject({ removalId: madeId, until: instant }).optional() }),
  }),
  /** The removal that the page itself asked for, within ten seconds. */
  undoRemoveExtension: settingsMethod({
    loosens: 'asks',
    input: z.strictObject({ removalId: madeId }),
    result: ran,
  }),

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
  /** What it may do is no more than this from now on; its live handles end, and it gets others without a question. */
  limitGrant: settingsMethod({
    loosens: 'asks',
    input: z.strictObject({ grantId, limits }),
    result: grantView,
  }),
  revokeGrant: settingsMethod({ loosens: 'never', input: z.strictObject({ grantId }), result: revoked }),
  /** Asks its server once to cancel it, and ends the call that waits for it. */
  cancelTask: settingsMethod({ loosens: 'never', input: z.strictObject({ taskId }), result: nothing }),
  /** All of them at once, with one way back. */
  revokeGrants: settingsMethod({
    loosens: 'never',
    input: z.strictObject({ grantIds: z.array(grantId).min(1).max(1000) }),
    result: revoked,
  }),
  revokeCapability: settingsMethod({
    loosens: 'never',
    input: z.strictObject({ capabilityId }),
    result: ended,
  }),
  revokeExtension: settingsMethod({ loosens: 'never', input: oneExtension, result: revoked }),
  revokeConnection: settingsMethod({ loosens: 'never', input: oneConnection, result: revoked }),
  /**
   * The page's own last revocation, within ten seconds: stores the same grants again, under new ids, without their live
   * handles. Where the connection changed meanwhile they are suspended. `left`: those that were not brought back,
   * because the connection is gone, or was allowed again meanwhile.
   */
  undoRevoke: settingsMethod({
    loosens: 'asks',
    input: z.strictObject({ revocationId }),
    result: z.strictObject({ restored: z.int().nonnegative(), left: z.int().nonnegative() }),
  }),

  /**
   * Ends every live handle, and issues none until `resumeEverything` or the next start. Stored grants stay. `undoRevoke`
   * takes the stop back (one `restored`), unless everything was stopped again or resumed meanwhile.
   */
  stopEverything: settingsMethod({ loosens: 'never', input: nothing, result: revoked }),
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
    result: decidedRequest,
  }),
  /** Takes it from the list, with what was allowed and not yet taken. */
  dismissUnmetRequest: settingsMethod({
    loosens: 'never',
    input: z.strictObject({ extension: extensionId, providerId }),
    result: nothing,
  }),
} as const;
