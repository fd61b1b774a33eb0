import type { HttpMethod, ProviderCosts } from '@valetkey/api-contracts';
import { matchesPath, readPath } from '../network/path-pattern.ts';

/**
 * The most of what fits. Where nothing does, the most of all: a server may read another path as one that is named, and
 * nobody gets that for less. Undefined: the provider declares nothing for such.
 */
export function costOfRequest(
  { requests }: ProviderCosts,
  method: HttpMethod,
  pathname: string,
): number | undefined {
  const read = readPath(pathname);
  const fits = requests?.filter(
    ({ methods, path }) => methods?.includes(method) !== false && read.ok && matchesPath(path, read.path),
  );
  return mostOf(fits) ?? mostOf(requests);
}

export const costOfTool = ({ tools }: ProviderCosts, name: string): number | undefined =>
  mostOf(tools?.filter(({ tool }) => tool === name)) ?? mostOf(tools);

const mostOf = (some: readonly { readonly cost: number }[] = []): number | undefined =>
  some.length === 0 ? undefined : Math.max(...some.map(({ cost }) => cost));
