import { z } from 'zod';
import type { Say } from './texts/say.ts';

/** What a person chose cannot be taken: the first problem, and how many others there are. */
export const refusal = z.strictObject({
  outcome: z.literal('refused'),
  /** In words of ours that quote what was read. */
  problem: z.string().max(3200),
  more: z.int().nonnegative(),
});
export type Refusal = z.output<typeof refusal>;

/** `problem` is an extension's own text where it quotes one. */
export function refusalText(say: Say, { problem, more }: Pick<Refusal, 'problem' | 'more'>): string {
  return more === 0 ? problem : say.count('{problem} There are {count} more problems.', more, { problem });
}
