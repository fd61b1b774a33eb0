import { ValetkeyError } from '@valetkey/api-contracts';
import type { AuditVerdict } from '../contracts/audit.ts';
import { exportSigned, type SignPowers } from './signed-export.ts';
import { makeNoteSigner } from './signed-note.ts';

export type LogSigning = {
  /** What others check signed exports with. @throws ValetkeyError `vault-locked` */
  publicKey(): string;
  /**
   * Verifies the whole log, then hands out its lines and a signature over them (signed-export.ts).
   * @throws ValetkeyError `vault-locked`; `conflict`: the log does not verify, and `verify` tells where
   */
  export(): Promise<Generator<string, void, undefined>>;
};

export function makeLogSigning(
  powers: Omit<SignPowers, 'signer'> & {
    /** The 32 bytes of the private key, while the vault is open. */
    readonly signKey: (() => Uint8Array | undefined) | undefined;
    readonly verify: () => Promise<AuditVerdict>;
    readonly flush: () => Promise<void>;
  },
): LogSigning {
  const signerNow = () => {
    const seed = powers.signKey?.();
    if (seed === undefined) throw new ValetkeyError({ code: 'vault-locked' });
    return makeNoteSigner(seed);
  };
  let verifying: Promise<AuditVerdict> | undefined;
  /** A page can ask often, and each walk reads the whole log. What is signed is looked at once more, line by line. */
  const verified = (): Promise<AuditVerdict> => {
    verifying ??= powers.verify().finally(() => {
      verifying = undefined;
    });
    return verifying;
  };
  return Object.freeze<LogSigning>({
    publicKey: () => signerNow().publicKey,
    export: async () => {
      const signer = signerNow();
      await powers.flush();
      const { ok, seal } = await verified();
      if (!ok || seal !== 'valid') throw new ValetkeyError({ code: 'conflict' });
      return exportSigned({ ...powers, signer });
    },
  });
}
