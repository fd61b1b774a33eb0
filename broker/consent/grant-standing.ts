import { type GrantRecord, type GrantStanding, unusedSince } from '../contracts/grant.ts';

/** A stored grant that nobody has used for so long is asked for again. */
export const unusedGrantMs = 90 * 24 * 60 * 60 * 1000;

/**
 * Whether the next request gets a handle by this grant, and if not, why. Consent decides by it (decide.ts), and Settings
 * shows it.
 */
export function standingOfGrant(grant: GrantRecord, now: number): GrantStanding {
  const { state, caveats, limits } = grant;
  if (state !== 'active') return state;
  const ends = [caveats.expiresAt, limits?.expiresAt].filter((at) => at !== undefined);
  if (ends.some((at) => at <= now)) return 'ended';
  return unusedSince(grant) + unusedGrantMs <= now ? 'unused' : 'in-force';
}
