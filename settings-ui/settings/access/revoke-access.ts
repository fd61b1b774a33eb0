import type { GrantId } from '@valetkey/api-contracts';
import { attempt, withEnded } from '../attempt.ts';
import type { Powers } from '../powers.ts';

type Revoked = Awaited<ReturnType<Powers['client']['revokeGrants']>>;

export const revokeGrants = (grantIds: readonly GrantId[], powers: Powers): Promise<boolean> =>
  revoking(powers, () => powers.client.revokeGrants({ grantIds: [...grantIds] }), counted(grantIds.length));

/** Revokes at once, says what ended by it, and offers the way back for as long as main has one. */
export const revoking = (powers: Powers, run: () => Promise<Revoked>, done = 'Revoked.'): Promise<boolean> =>
  attempt(powers, async () => {
    const { ended, undo } = await run();
    const text = withEnded(done, ended);
    if (undo === undefined) return powers.announce(text);
    const { revocationId, until } = undo;
    const ms = Math.max(0, until - Date.now());
    powers.announce(text, 'done', { label: 'Undo', ms, run: () => undoing(revocationId, powers) });
  });

const undoing = (revocationId: string, powers: Powers): Promise<boolean> =>
  attempt(powers, async () => {
    const { restored, left } = await powers.client.undoRevoke({ revocationId });
    const missing = left === 0 ? '' : ` ${left} could not be restored, because they changed meanwhile.`;
    if (restored === 0) return powers.announce(`Nothing was restored.${missing}`, 'failed');
    powers.announce(`Access restored. Extensions get a new session when they ask again.${missing}`);
  });

const counted = (count: number): string => (count === 1 ? 'Revoked.' : `${count} revoked.`);
