import { type HttpMethod, type Limits, readRequestPattern } from '@valetkey/api-contracts';
import { matchesPath, readPath } from '../network/path-pattern.ts';

/**
 * Whether the person wants to be asked before this request. It runs only where every server reads its path as one that
 * they named (network/path-pattern.ts), so another spelling asks.
 */
export function asksBefore(limits: Limits | undefined, method: HttpMethod, pathname: string): boolean {
  if (!asksBeforeSome(limits, method)) return false;
  const read = readPath(pathname);
  return !(limits?.runs ?? []).some((text) => {
    const runs = readRequestPattern(text);
    return runs?.method === method && read.ok && matchesPath(runs.path, read.path);
  });
}

/** Whether they want to be asked before requests with this method. No level of a handle says so. */
export const asksBeforeSome = (limits: Limits | undefined, method: HttpMethod): boolean =>
  limits?.asks?.includes(method) === true;
