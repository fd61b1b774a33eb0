import { existsSync } from 'node:fs';
import { replacePrivateFile } from '../../secrets/vault/private-file.ts';

export type WeakProtection = {
  /** For the keychain: whether it was accepted, in this run or an earlier one. */
  readonly accepted: () => boolean;
  /** The person said so in a window of main. */
  readonly accept: () => Promise<void>;
};

/** `file` is there when the user has accepted a keyring that protects nothing. */
export const weakProtection = (file: string): WeakProtection => {
  let accepted = existsSync(file);
  return Object.freeze<WeakProtection>({
    accepted: () => accepted,
    accept: async () => {
      await replacePrivateFile(file, 'The user accepted weak protection.\n');
      accepted = true;
    },
  });
};
