import { randomInt } from 'node:crypto';
import { type McpMessageId, mcpMessageId } from '@valetkey/api-contracts';

declare const drawn: unique symbol;
declare const serverChose: unique symbol;

/**
 * The JSON-RPC id of a request to a server, and its progress token. Only `makeWireIds` makes one, so no extension
 * chooses what a server sees, or what the broker looks up when the server answers.
 */
export type WireId = number & { readonly [drawn]: true };

/** The id, or the progress token, that a server gave to a request of its own. It goes back to that server only. */
export type ServerId = McpMessageId & { readonly [serverChose]: true };

/**
 * Draws ids for one session; none comes twice, over however many links. They start at random, so that a server that
 * confuses its sessions (MCP SDK CVE-2026-25536) has other ids in each. They fit into 31 bits for a billion requests:
 * some servers keep no more.
 */
export function makeWireIds(): () => WireId {
  let last = randomInt(2 ** 30);
  return () => {
    last += 1;
    return last as WireId;
  };
}

/** Reads an id or a token out of a server's message. Undefined: it would fit into no message to the extension. */
export function serverIdIn(value: unknown): ServerId | undefined {
  const id = mcpMessageId.safeParse(value);
  return id.success ? (id.data as ServerId) : undefined;
}
