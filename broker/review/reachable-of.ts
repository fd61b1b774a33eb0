import type { GrantRecord } from '../contracts/grant.ts';
import { parseOrigin } from '../network/origin.ts';
import type { FetchPlace } from '../use/decide-target.ts';

/** Where a grant leads now; where its provider is not there, where it led when it was allowed. */
export function reachableOf(
  { connectionId, authority }: Pick<GrantRecord, 'connectionId' | 'authority'>,
  resolved: () => FetchPlace,
): FetchPlace {
  try {
    return resolved();
  } catch {
    const origins = authority.origins.flatMap((text) => {
      const parsed = parseOrigin(text);
      return parsed.ok ? [parsed.origin] : [];
    });
    return { id: connectionId, origins, mcp: undefined, oauth: undefined };
  }
}
