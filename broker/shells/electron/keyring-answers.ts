import { osKeychain } from '../node/os-keychain.ts';

/**
 * Whether any keyring service is there at all. safeStorage says the same `false` for one that is locked and for none;
 * asking for an entry that nobody made tells them apart.
 */
export async function keyringAnswers(): Promise<boolean> {
  const answer = await osKeychain({ service: 'valetkey', account: 'is a keyring there' }).unlock({
    mayCreate: false,
  });
  return !('why' in answer) || answer.why !== 'keyring-unavailable';
}
