import type { PlaceInLine } from '../contracts/consent.ts';

/** Where one question stands among those that wait together. */
export type Stand = {
  readonly place: () => PlaceInLine;
  /** The answer that denied it together with an earlier one, if one did. */
  readonly deniedWith: () => unknown;
  readonly leave: () => void;
};

export const alone: Stand = {
  place: () => ({ at: 1, of: 1 }),
  deniedWith: () => undefined,
  leave: () => undefined,
};

/** Questions that wait together, until the last of them is answered: "1 of 15", and one press that denies the rest. */
export function makeLine(): { join(): Stand; denyRest(answer: unknown): void } {
  const waiting = new Set<{ denial: unknown }>();
  let answered = 0;
  return {
    join: () => {
      const one = { denial: undefined as unknown };
      waiting.add(one);
      return {
        place: () => ({ at: answered + 1, of: answered + Math.max(waiting.size, 1) }),
        deniedWith: () => one.denial,
        leave: () => {
          if (!waiting.delete(one)) return;
          answered = waiting.size === 0 ? 0 : answered + 1;
        },
      };
    },
    denyRest: (answer) => {
      for (const one of waiting) one.denial = answer;
    },
  };
}
