/** The first problem, and how many others there are. `problem` is an extension's own text where it quotes one. */
export const refusalText = ({
  problem,
  more,
}: {
  readonly problem: string;
  readonly more: number;
}): string =>
  more === 0
    ? problem
    : `${problem} There ${more === 1 ? 'is 1 more problem' : `are ${more} more problems`}.`;
