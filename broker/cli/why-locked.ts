import { isKeyGone, type LockedReason, lockedSentences } from '../secrets/vault/vault.ts';

/** Whoever has given a passphrase is not told to use one. */
export const whyLocked = (
  why: LockedReason,
  { folder, passphraseFile }: { readonly folder: string; readonly passphraseFile?: string },
): string =>
  why === 'keyring-unavailable' && passphraseFile !== undefined
    ? `No system keyring answers, and there is no vault-key.json in ${folder} that a passphrase would open: one of them has the key of this vault. Bring that back, or give the key up: "valetkey secrets set-aside".`
    : `${lockedSentences[why]}${isKeyGone(why) ? ' "valetkey secrets set-aside" does that.' : ''}`;
