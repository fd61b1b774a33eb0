import { z } from 'zod';
import { changeKind } from './change.ts';
import { nothing, type SettingsMethod, settingsMethod } from './contract.ts';
import { connectionId, instant, providerId } from './ids.ts';
import { providerView } from './provider.ts';
import { accessMethods } from './settings-access.ts';
import { auditMethods } from './settings-audit.ts';
import { connectionMethods } from './settings-connections.ts';
import { signInMethods } from './settings-sign-in.ts';

/** What guards the secrets, as it is, and what that is worth. */
export const protection = z.strictObject({
  state: z.enum(['unlocked', 'locked']),
  why: z.string().max(200).optional(),
  /** What is locked does not open here any more: `setSecretsAside` is a way on. */
  canSetAside: z.boolean(),
  /** What guards the vault key, in words. */
  guardedBy: z.string().max(200),
  weakness: z.string().max(400).optional(),
  /** `strong`: the operating system or a passphrase guards it. `weak`: it is guarded less than one would expect. */
  grade: z.enum(['strong', 'weak']),
  /** What it does not protect from, a sentence each. */
  notProtectedFrom: z.array(z.string().max(300)).max(8),
  /** How to get a better one, where there is one. */
  better: z.string().max(400).optional(),
});
export type Protection = z.output<typeof protection>;

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
]);
export type SettingsTopic = z.output<typeof settingsTopic>;

export const settingsContract = {
  listProviders: settingsMethod({ loosens: 'never', input: nothing, result: z.array(providerView) }),
  /** In the user's browser. The page names the provider, and no address: it opens what its author wrote, and nothing else. */
  openDocumentation: settingsMethod({
    loosens: 'never',
    input: z.strictObject({ providerId }),
    result: nothing,
  }),
  ...connectionMethods,
  ...signInMethods,
  ...accessMethods,
  ...auditMethods,
  protection: settingsMethod({ loosens: 'never', input: nothing, result: protection }),
  unlockVault: settingsMethod({ loosens: 'never', input: nothing, result: protection }),
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
  /** Whether "stop everything" is in force. */
  stopped: settingsMethod({
    loosens: 'never',
    input: nothing,
    result: z.strictObject({ stopped: z.boolean() }),
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
export type SettingsContract = typeof settingsContract;
