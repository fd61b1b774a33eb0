import type { ReplyHead } from '../../network/exchange.ts';
import type { HeardReply } from './kind.ts';

/** How far a server's clock is ahead of ours, by origin, in milliseconds. */
export type ServerClocks = Map<string, number>;

/** The header has whole seconds, and took its time to come. A smaller difference is none of a service's reasons. */
const notable = 30 * 1000;
/** A signature for another day is not given out, whatever date a server names. */
const farthest = 24 * 60 * 60 * 1000;

/** From an answer's Date header (RFC 9110, 6.6.1): true when the next signature would have another time. */
export const learnTime = (clocks: ServerClocks, answer: ReplyHead, now: number): boolean => {
  const { date } = answer.headers;
  const ahead = typeof date === 'string' ? Date.parse(date) - now : Number.NaN;
  if (!(Math.abs(ahead) <= farthest)) return false;
  if (Math.abs(ahead - (clocks.get(answer.origin) ?? 0)) < notable) return false;
  clocks.set(answer.origin, ahead);
  return true;
};

/** Of a refusal: true when the next signature has another time, by this answer or by one that came before it. */
export const learnTimeOfRefusal = (clocks: ServerClocks, answer: HeardReply, now: number): boolean => {
  if (![400, 401, 403].includes(answer.status)) return false;
  return learnTime(clocks, answer, now) || answer.sentWith !== clocks.get(answer.origin);
};

export const timeAt = (clocks: ServerClocks, origin: string, now: number): number =>
  now + (clocks.get(origin) ?? 0);
