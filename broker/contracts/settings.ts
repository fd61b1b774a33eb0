import {
  connectionId,
  extensionId,
  instant,
  nothing,
  providerId,
  providerView,
} from '@valetkey/api-contracts';
import { z } from 'zod';
import { changeKind } from './change.ts';
import { judgedNeed } from './judged-need.ts';
import { accessContract } from './settings-access.ts';
import { auditContract } from './settings-audit.ts';
import { connectionContract } from './settings-connections.ts';
import { type SettingsMethod, settingsMethod } from './settings-method.ts';
import { reviewContract } from './settings-review.ts';
import { serviceContract } from './settings-services.ts';
import { signInContract } from './settings-sign-in.ts';
import { workspace } from './workspace.ts';

/**
 * Of a vault that no keyring opens: a new passphrase or no protection for a new one, or its own passphrase. `forgotten`:
 * where nobody knows that, `setSecretsAside` is the way on.
 */
export const protectionWay = z.enum(['new-passphrase', 'weak', 'passphrase', 'forgotten']);
export type ProtectionWay = z.output<typeof protectionWay>;
/** In characters, of a new one. */
export const shortestPassphrase = 8;
const passphrase = z.string().min(1).max(1024);

/** What guards the secrets, as it is, and what that is worth. */
export const protection = z.strictObject({
  state: z.enum(['unlocked', 'locked']),
  why: z.string().max(600).optional(),
  /** What is locked does not open here any more, or not without a forgotten passphrase: `setSecretsAside` is a way on. */
  canSetAside: z.boolean(),
  /** How a person can open it here; empty where only the keyring can. */
  ways: z.array(protectionWay).max(3),
  /** What guards the vault key, in words. */
  guardedBy: z.string().max(400),
  weakness: z.string().max(800).optional(),
  /** `strong`: the operating system or a passphrase guards it. `weak`: it is guarded less than one would expect. */
  grade: z.enum(['strong', 'weak']),
  /** What it does not protect from, a sentence each. */
  notProtectedFrom: z.array(z.string().max(600)).max(8),
  /** How to get better protection, where there is one. */
  better: z.string().max(800).optional(),
});
export type Protection = z.output<typeof protection>;

/** Where a click outside of the page leads: a notification, or the menu of the tray. */
export const settingsPlace = z.discriminatedUnion('view', [
  z.strictObject({ view: z.literal('connections'), connectionId: connectionId.optional() }),
  z.strictObject({ view: z.literal('access') }),
  z.strictObject({ view: z.literal('activity') }),
  z.strictObject({ view: z.literal('extensions') }),
]);
export type SettingsPlace = z.output<typeof settingsPlace>;

/** `on` is absent where the application has no switch for them. */
export const notificationState = z.strictObject({ on: z.boolean().optional() });

/** Parts of what Settings shows that can change without its doing. */
export const settingsTopic = z.enum([
  'connections',
  'providers',
  'extensions',
  'grants',
  'live',
  'audit',
  'protection',
  'waiting',
  'place',
  'notifications',
  'workspace',
]);
export type SettingsTopic = z.output<typeof settingsTopic>;

const applicationContract = {
  listProviders: settingsMethod({ loosens: 'never', input: nothing, result: z.array(providerView) }),
  /** In the user's browser. The page names the provider, and no address: it opens what its author wrote, and nothing else. */
  openDocumentation: settingsMethod({
    loosens: 'never',
    input: z.strictObject({ providerId }),
    result: nothing,
  }),
  protection: settingsMethod({ loosens: 'never', input: nothing, result: protection }),
  unlockVault: settingsMethod({
    loosens: 'never',
    input: z.strictObject({ passphrase: passphrase.optional() }),
    result: protection,
  }),
  /** Of a vault that has no key yet, one of its `ways`: who guards the key from now on. */
  chooseProtection: settingsMethod({
    loosens: 'asks',
    /** With `new-passphrase`: the passphrase, of 8 characters or more. */
    input: z.strictObject({
      way: protectionWay.exclude(['passphrase', 'forgotten']),
      passphrase: passphrase.optional(),
    }),
    result: protection,
  }),
  /**
   * Gives the key of the vault up: what it locked is kept in the file, out of use, and a new key is made. `aside`: how
   * many; 0 where the vault opened after all.
   */
  setSecretsAside: settingsMethod({
    loosens: 'asks',
    input: nothing,
    result: z.strictObject({ aside: z.int().nonnegative(), protection }),
  }),
  /** What main asks the person about in its own window now, because a page asked for it: a page can only say so. */
  listWaiting: settingsMethod({
    loosens: 'never',
    input: nothing,
    result: z.array(z.strictObject({ kind: changeKind, since: instant })),
  }),
  /** Where the page is to go, asked when `place` is among the topics. Each is taken once. */
  takePlace: settingsMethod({
    loosens: 'never',
    input: nothing,
    result: z.strictObject({ place: settingsPlace.optional() }),
  }),
  /** Whether the operating system shows what waits, ended or asks. A damaged log and a sign-in code are told in any case. */
  notifications: settingsMethod({ loosens: 'never', input: nothing, result: notificationState }),
  setNotifications: settingsMethod({
    loosens: 'never',
    input: z.strictObject({ on: z.boolean() }),
    result: notificationState,
  }),
  /** Which workspace is open, and what its `.valetkey.json` says that it needs. A page changes nothing about either. */
  workspace: settingsMethod({
    loosens: 'never',
    input: nothing,
    result: z.strictObject({
      open: workspace.optional(),
      /** Absent: the workspace has no such file. */
      needs: z
        .strictObject({
          /** What is wrong in the file; then no connection is named. */
          problem: z.string().max(1_000).optional(),
          connections: z.array(judgedNeed).max(32),
        })
        .optional(),
    }),
  }),
  /** Whether "stop everything" is in force, and which sessions ended by it. */
  stopped: settingsMethod({
    loosens: 'never',
    input: nothing,
    result: z.strictObject({
      stopped: z.boolean(),
      ended: z.int().nonnegative(),
      extensions: z.array(extensionId),
    }),
  }),
  /**
   * Answers when something has changed since the `version` that the caller knows, or after 25 seconds with none;
   * at most ten times a second. A caller that has fallen behind, or starts with 0, is told every topic.
   */
  changes: settingsMethod({
    loosens: 'never',
    input: z.strictObject({ version: z.int().nonnegative() }),
    result: z.strictObject({
      version: z.int().nonnegative(),
      topics: z.array(settingsTopic),
      /** Where `connections` is among the topics: which ones. Absent: any of them. */
      connectionIds: z.array(connectionId).max(100).optional(),
    }),
  }),
} as const satisfies Readonly<Record<string, SettingsMethod>>;

/** Named part by part: a declaration that writes every schema out again is a quarter of a megabyte. */
export type SettingsContract = typeof applicationContract &
  typeof connectionContract &
  typeof serviceContract &
  typeof signInContract &
  typeof accessContract &
  typeof auditContract &
  typeof reviewContract;
export const settingsContract: SettingsContract = {
  ...applicationContract,
  ...connectionContract,
  ...serviceContract,
  ...signInContract,
  ...accessContract,
  ...auditContract,
  ...reviewContract,
};
