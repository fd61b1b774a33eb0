import { ValetkeyError } from '@valetkey/api-contracts';
import type { After } from '../time/after.ts';
import type { AuditLog } from './audit-log.ts';

/** Nobody's first use waits for it. */
const delayMs = 2_000;

/**
 * Checks the audit log once in the life of a broker, in the background, in slices of a millisecond: a log that was
 * changed while nothing ran is told now, and not when somebody happens to press Verify. Begins when the vault is open,
 * since the seal is checked with its key.
 */
export function verifyAtStart({
  audit,
  after,
  log,
  notice,
}: {
  readonly audit: Pick<AuditLog, 'verify'>;
  readonly after: After;
  readonly log: (level: 'error', text: string, cause?: unknown) => void;
  readonly notice?:
    | ((notice: { readonly kind: 'audit-does-not-verify'; readonly seq: number }) => void)
    | undefined;
}) {
  let begun = false;
  let stop = (): void => undefined;

  const verify = async (): Promise<void> => {
    try {
      const { ok, firstBad } = await audit.verify();
      if (ok || firstBad === undefined) return;
      log('error', `the audit log does not verify: entry ${firstBad.seq} (${firstBad.why})`);
      notice?.({ kind: 'audit-does-not-verify', seq: firstBad.seq });
    } catch (error) {
      // The broker was closed meanwhile; the next start checks the log again.
      if (error instanceof ValetkeyError && error.code === 'aborted') return;
      log('error', 'the audit log could not be verified', error);
    }
  };

  return Object.freeze({
    begin: (): void => {
      if (begun) return;
      begun = true;
      stop = after(delayMs, () => void verify());
    },
    stop: (): void => stop(),
  });
}
