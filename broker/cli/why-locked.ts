import { isKeyGone, type LockedReason, lockedSentences } from '../secrets/vault/vault.ts';

/** A person who gave a passphrase is not told to use one. */
export function whyLocked(
  why: LockedReason,
  { folder, passphraseFile }: { readonly folder: string; readonly passphraseFile?: string | undefined },
): string {
  return why === 'keyring-unavailable' && passphraseFile !== undefined
    ? `No system keyring answers, and there is no vault-key.json in ${folder} for a passphrase. One of them holds the key to this vault: restore it, or give the key up with "secrets set-aside".`
    : `${lockedSentences[why]}${isKeyGone(why) ? ' Use "secrets set-aside".' : ''}`;
}
