import type { Destination } from './destination.ts';
import { locate } from './redirect.ts';
import type { RawHeaders } from './response-headers.ts';

/**
 * Where an answer says that what was asked for now is or goes on: a new resource (201), an upload that was begun (202).
 * As a full URL, told only where the same holder may go, at the origin that answered: under the caveats, without the
 * credential. RFC 9110, 15.3.2 and 15.3.3; any other status means something else by Location, or is a redirect.
 */
export function createdAt(
  status: number,
  { location }: RawHeaders,
  from: URL,
  again: Destination['again'],
  pathWithout?: (path: string) => string | undefined,
): string | undefined {
  if ((status !== 201 && status !== 202) || typeof location !== 'string') return undefined;
  const located = locate(location, from, pathWithout);
  if (!located.ok || new URL(located.target).origin !== from.origin) return undefined;
  return again(located.target).ok ? located.target : undefined;
}
