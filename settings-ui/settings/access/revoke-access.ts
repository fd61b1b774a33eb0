import type { GrantId } from '@valetkey/api-contracts';
import { say } from '../../say.ts';
import { attempt, withEnded } from '../attempt.ts';
import type { Powers } from '../powers.ts';

type Revoked = Awaited<ReturnType<Powers['client']['revokeGrants']>>;

export const revokeGrants = (grantIds: readonly GrantId[], powers: Powers): Promise<boolean> =>
  revoking(powers, () => powers.client.revokeGrants({ grantIds: [...grantIds] }), counted(grantIds.length));

/** Revokes at once, says what ended by it, and offers the way back for as long as main has one. */
export const revoking = (
  powers: Powers,
  run: () => Promise<Revoked>,
  done = say('Revoked.'),
): Promise<boolean> =>
  attempt(powers, async () => {
    const { ended, undo } = await run();
    const text = withEnded(done, ended);
    if (undo === undefined) return powers.announce(text);
    const { revocationId, until } = undo;
    const ms = Math.max(0, until - Date.now());
    powers.announce(text, 'done', { label: say('Undo'), ms, run: () => undoing(revocationId, powers) });
  });

const undoing = (revocationId: string, powers: Powers): Promise<boolean> =>
  attempt(powers, async () => {
    const { restored, left } = await powers.client.undoRevoke({ revocationId });
    const missing =
      left === 0
        ? ''
        : ` ${say.count('{count} could not be restored, because they changed meanwhile.', left)}`;
    if (restored === 0) return powers.announce(`${say('Nothing was restored.')}${missing}`, 'failed');
    powers.announce(`${say('Access restored. Extensions get a new session when they ask again.')}${missing}`);
  });

const counted = (count: number): string => say.count('{count} revoked.', count);
