/** The first problem, and how many others there are. `problem` is an extension's own text where it quotes one. */
export function refusalText({ problem, more }: { readonly problem: string; readonly more: number }): string {
  if (more === 0) return problem;
  return `${problem} There ${more === 1 ? 'is 1 more problem' : `are ${more} more problems`}.`;
}
