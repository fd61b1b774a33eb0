import type { Caveats, HttpMethod } from '@valetkey/api-contracts';
import { type DestinationDecision, decideDestination } from '../network/destination.ts';
import type { ConnectionInUse } from '../resolve/connection-in-use.ts';
import { barredEndpoints } from './barred-endpoints.ts';

/** What of a connection says where its requests may go. */
export type FetchPlace = Pick<ConnectionInUse, 'id' | 'origins' | 'mcp' | 'oauth'>;

/** Where `fetch` may go with these caveats: asked before each use, and when recorded uses are tried (review/replay.ts). */
export function decideTarget(
  levels: readonly Caveats[],
  connection: FetchPlace,
  asked: {
    readonly method: HttpMethod;
    readonly target: string;
    readonly reservedQuery?: readonly string[];
  },
  powers: Parameters<typeof barredEndpoints>[3],
): DestinationDecision {
  return decideDestination({
    origins: connection.origins,
    target: asked.target,
    paths: levels.map((level) => level.paths),
    barred: barredEndpoints(levels, connection, asked.method, powers),
    reservedQuery: asked.reservedQuery ?? [],
  });
}
