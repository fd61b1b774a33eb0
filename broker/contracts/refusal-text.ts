import type { Say } from './texts/say.ts';

/** The first problem, and how many others there are. `problem` is an extension's own text where it quotes one. */
export function refusalText(
  say: Say,
  { problem, more }: { readonly problem: string; readonly more: number },
): string {
  return more === 0 ? problem : say.count('{problem} There are {count} more problems.', more, { problem });
}
