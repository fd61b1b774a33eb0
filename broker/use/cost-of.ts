import type { HttpMethod, ProviderCosts } from '@valetkey/api-contracts';
import { mayBeReadAs } from '../network/barred-endpoint.ts';
import { matchesPath, readPath } from '../network/path-pattern.ts';

/**
 * The most of what fits, also as another server would read the path. Where nothing fits as it is written, the most of
 * all: so no spelling of a path gets it for less. Undefined: the provider declares nothing for such.
 */
export function costOfRequest(
  { requests }: ProviderCosts,
  method: HttpMethod,
  pathname: string,
): number | undefined {
  const read = readPath(pathname);
  const ofMethod = requests?.filter(({ methods }) => methods?.includes(method) !== false) ?? [];
  const fits = ofMethod.some(({ path }) => read.ok && matchesPath(path, read.path));
  return mostOf(fits ? ofMethod.filter(({ path }) => mayBeReadAs(path, pathname)) : requests);
}

export const costOfTool = ({ tools }: ProviderCosts, name: string): number | undefined =>
  mostOf(tools?.filter(({ tool }) => tool === name)) ?? mostOf(tools);

const mostOf = (some: readonly { readonly cost: number }[] = []): number | undefined =>
  some.length === 0 ? undefined : Math.max(...some.map(({ cost }) => cost));
