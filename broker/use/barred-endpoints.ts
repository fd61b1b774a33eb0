import type { Access, Caveats, ConnectionId, HttpMethod } from '@valetkey/api-contracts';
import { admitsEveryTool, budgetsOf } from '../grants/caveats.ts';
import { type BarredEndpoint, patternReaches } from '../network/barred-endpoint.ts';
import { originText } from '../network/origin.ts';
import type { ConnectionInUse } from '../resolve/connection-in-use.ts';

/**
 * Where `fetch` does not go, whatever its paths say: where the connection's tokens come from, and its MCP server, whose
 * tools would be called past the caveat for tools. A handle with every tool may: consent says so (`fetchReachesMcp`).
 * With a budget of calls or costs it does not: one request can hold many calls that nobody counts.
 */
export function barredEndpoints(
  levels: readonly Caveats[],
  connection: Pick<ConnectionInUse, 'id' | 'origins' | 'mcp' | 'oauth'>,
  method: HttpMethod,
  { signInEndpoints }: { readonly signInEndpoints: (id: ConnectionId) => readonly string[] },
): readonly BarredEndpoint[] {
  const tokens = connection.oauth === undefined ? [] : signInEndpoints(connection.id);
  return [
    ...tokens.map((url) => ({ url, below: false, why: 'sign-in-endpoint' }) as const),
    ...(admitsEveryTool(levels) && !countsCalls(levels) ? [] : mcpEndpoints(connection, method)),
  ];
}

const countsCalls = (levels: readonly Caveats[]): boolean => {
  const { callsPerDay, costPerDay } = budgetsOf(levels);
  return callsPerDay !== undefined || costPerDay !== undefined;
};

/** At each origin: two names of one server are not rare. */
const mcpEndpoints = (
  { mcp, origins }: Pick<ConnectionInUse, 'mcp' | 'origins'>,
  method: HttpMethod,
): readonly BarredEndpoint[] => {
  if (mcp === undefined || mcp.transport === 'stdio') return [];
  // The older transport posts messages to an address that its server chooses in each session, so no POST is allowed.
  const anywhere = mcp.transport === 'sse' && method !== 'GET' && method !== 'HEAD';
  const path = anywhere ? '/' : mcp.path;
  return origins.map((origin) => ({
    url: `${originText(origin)}${path}`,
    below: true,
    why: 'mcp-endpoint',
  }));
};

/** Whether a handle with this access calls tools by `fetch`, past the questions before single calls. */
export const fetchReachesMcp = (
  { methods, paths, mcpTools }: Access,
  connectionNow: () => Pick<ConnectionInUse, 'mcp' | 'origins'>,
): boolean => {
  if (!mcpTools.includes('*')) return false;
  const connection = connectionNow();
  return methods.some((method) =>
    mcpEndpoints(connection, method).some((endpoint) => paths.some((path) => patternReaches(path, endpoint))),
  );
};
