import type { ProtectionWay } from '../../contracts/settings.ts';
import type { Message } from '../../contracts/texts/message.ts';
import type { Say } from '../../contracts/texts/say.ts';

/** Why the vault cannot be opened, with what a person can do about it. */
export const lockedSentences = {
  'not-yet-unlocked': 'The vault has not been unlocked yet.',
  'vault-closed': 'The vault was closed. Start the program again.',
  'keyring-locked': 'The system keyring is locked. Unlock it and try again.',
  'keyring-denied': 'The system keyring refused this program. Allow it there and try again.',
  'keyring-unavailable':
    'No system keyring answers, so secrets can’t be protected yet. Start one, or use a passphrase.',
  'keyring-unavailable-at-start':
    'The system keyring was locked or refused this program when it started. Unlock it, then start the program again; nothing is lost.',
  'keyring-changed':
    'Another keyring is in use than the one that locked this vault. Go back to that one, or set the locked secrets aside and enter them again.',
  'keyring-key-lost':
    'The system keyring no longer has what locked this vault. Restore the keyring, or set the locked secrets aside and enter them again.',
  'temporarily-unavailable': 'The system keyring is not ready yet. Try again in a moment; nothing is lost.',
  'weak-protection':
    'No system keyring is running, so secrets can’t be protected yet. Start one, or choose another protection.',
  'passphrase-needed': 'Enter the passphrase of this vault.',
  'key-missing':
    'The key of this vault is not where it was kept. Restore it, or set the locked secrets aside and enter them again.',
  'key-unusable':
    'The kept key of this vault is damaged. It was left as it is. Restore it, or take it out of the keyring; then the locked secrets can be set aside.',
  'key-not-kept': 'The key was written but did not come back the same. Nothing was stored.',
  'key-being-created': 'Another process is making the key of this vault right now. Try again in a moment.',
  'key-changed': 'Another process gave this vault a new key. Unlock it again.',
  'wrong-key':
    'The kept key is not the one that locked these secrets. Restore it, or set the locked secrets aside and enter them again.',
  'wrong-passphrase': 'That passphrase does not open this vault. Try again.',
  'passphrase-forgotten':
    'Its passphrase was given up. Enter it after all, or set the locked secrets aside and enter them again.',
  'passphrase-not-given': 'No passphrase was given.',
  'passphrase-too-short': 'A passphrase needs at least 8 characters.',
  'key-file-unreadable':
    'The key file is damaged or cannot be read. It was left as it is. Restore a copy of it, or set the locked secrets aside and enter them again.',
  'key-file-too-new': 'The key file was written by a newer version of this program. Update the program.',
  'key-file-unwritable':
    'The key file cannot be written. Check the permissions of its folder and the free space.',
  'keychain-failed': 'The keeper of the key failed in an unexpected way. Try again.',
  'database-failed': 'The file of the vault cannot be read or written now. Check the disk and try again.',
} as const satisfies Readonly<Record<string, Message>>;

export type LockedReason = keyof typeof lockedSentences;

/** What was locked does not open here any more, however often somebody tries: it can be set aside. */
export const isKeyGone = (why: LockedReason): boolean => gone.has(why);

const gone: ReadonlySet<LockedReason> = new Set([
  'keyring-changed',
  'keyring-key-lost',
  'key-missing',
  'key-file-unreadable',
  'wrong-key',
  'passphrase-forgotten',
]);

export type KeyProtection = {
  /** What guards the key, for people: "GNOME keyring (Secret Service)". */
  readonly protection: string;
  /** What it does not guard against, where that is less than one would expect. */
  readonly weakness?: string;
  /** Strong unless said otherwise. */
  readonly grade?: 'strong' | 'weak';
  /** How to get better protection, where there is one. */
  readonly better?: string;
};

export type KeychainAnswer =
  /** A copy of 32 bytes that the vault may wipe. */
  | { readonly state: 'unlocked'; readonly key: Uint8Array }
  | { readonly state: 'locked' | 'missing' | 'unavailable' | 'wrong-key'; readonly why: LockedReason };

/** Of a key that nobody uses after all. */
export const wipe = (answer: KeychainAnswer): void => {
  if (answer.state === 'unlocked') answer.key.fill(0);
};

/** A key as a keychain keeps it, in base64; undefined where it is none. */
export const decodeKey = (kept: string): Uint8Array | undefined => {
  const key = Buffer.from(kept, 'base64');
  return key.length === 32 && key.toString('base64') === kept ? key : undefined;
};

/** How a person opens a vault whose keyring does not. */
export type ChosenWay =
  | { readonly way: 'weak' }
  /** Nobody knows the passphrase any more: until somebody enters it after all, the key counts as gone. */
  | { readonly way: 'forgotten' }
  | { readonly way: 'new-passphrase' | 'passphrase'; readonly passphrase: string };

/** A power that each shell gives: keeps one random 32-byte key and hands it out. */
export type Keychain = {
  readonly kind: 'os-keyring' | 'passphrase' | 'safe-storage' | (string & {});
  /** In the language of `say`, where it has texts of its own in more than one. */
  describe(say: Say): KeyProtection;
  /** Makes the key when it is missing and `mayCreate`. Never replaces a key, readable or not. */
  unlock(options: { readonly mayCreate: boolean }): Promise<KeychainAnswer>;
  /** The user gave the key up: a file that is no use any more gets another name. Absent: no such file is kept. */
  setAside?(): Promise<void>;
  /** What a person can choose as it is. Absent or empty: nothing; the key is found or it is not. */
  ways?(): readonly ProtectionWay[];
  /** For the next `unlock`. What is not among the ways by then does nothing. */
  choose?(chosen: ChosenWay): Promise<void>;
};
