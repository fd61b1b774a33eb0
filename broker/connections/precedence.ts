import type { ConnectionRecord } from '../contracts/connection.ts';

type Ranked = Pick<ConnectionRecord, 'id' | 'scope' | 'createdAt'>;

/**
 * Which connection of a provider is offered first, and looked for grants on first: a workspace's wins over the user's
 * own, since it was set up for this work; within a scope the older one, so that a new one takes nothing over.
 */
export const inOrderOfPrecedence = <T extends Ranked>(records: readonly T[]): T[] =>
  records.toSorted(
    (one, other) => rank(one) - rank(other) || one.createdAt - other.createdAt || byId(one, other),
  );

const rank = ({ scope }: Ranked): number => (scope === 'workspace' ? 0 : 1);
const byId = (one: Ranked, other: Ranked): number => (one.id < other.id ? -1 : 1);
