import { ValetkeyError } from '@valetkey/api-contracts';
import { envelope, modernRevision } from '../mcp/envelope.ts';
import { encodedValue } from '../mcp/param-headers.ts';
import { decideDestination } from '../network/destination.ts';
import type { ConnectionInUse } from '../resolve/connection-in-use.ts';
import type { DeclaredRequestPowers } from './declared-request.ts';

const patienceMs = 10_000;

/**
 * Asks an MCP server of 2026-07-28 to cancel a task, without a session: the person ended it, or its grant. What it
 * answers is nobody's. Throws what keeps the request from the server, and `mcp-failed` where that refuses it.
 */
export async function cancelTask(
  to: ConnectionInUse,
  serverTaskId: string,
  { openDoor, rates, onHop }: DeclaredRequestPowers,
): Promise<void> {
  const path = to.mcp?.transport === 'streamableHttp' ? to.mcp.path : undefined;
  if (path === undefined) throw new ValetkeyError({ code: 'mcp-unavailable' });
  const decided = decideDestination({
    origins: to.origins.slice(0, 1),
    target: path,
    paths: [[path.split('?', 1)[0] ?? '']],
  });
  if (!decided.ok) throw new ValetkeyError({ code: 'destination-refused', why: decided.why });
  rates.count(to.id, to.rateLimit);
  const method = 'tasks/cancel';
  const params = { taskId: serverTaskId, _meta: envelope({}) };
  const door = openDoor();
  try {
    const { status, body } = await door.open(to).send({
      destination: decided.destination,
      method: 'POST',
      headers: {
        ...to.sentHeaders,
        accept: 'application/json, text/event-stream',
        'content-type': 'application/json',
        'mcp-protocol-version': modernRevision,
        'mcp-method': method,
        'mcp-name': encodedValue(serverTaskId),
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
      endsBy: { afterMs: patienceMs },
      onHop,
    });
    body.cancel();
    if (status >= 400) throw new ValetkeyError({ code: 'mcp-failed', why: `http-${status}` });
  } finally {
    await door.close();
  }
}
