import { startExtensionWorker } from '../shells/node/extension-worker.ts';
import { nodePowers } from '../shells/node/node-powers.ts';
import { passingKeychain } from './passing-keychain.ts';
import type { ProofShell } from './prove-here.ts';

/** The Node shell; its keyring only if it is wanted, else a passphrase that is made up. */
export const nodeProofShell = ({
  keyring,
  stderr,
}: {
  readonly keyring: boolean;
  readonly stderr: NodeJS.WritableStream;
}): ProofShell => ({
  open: (folder) => {
    const { keychain, forget } = passingKeychain(folder, { keyring, keep: false });
    return { powers: { ...nodePowers({ stderr }), keychain }, forget };
  },
  startProcess: startExtensionWorker,
  where: 'a confined thread',
});
