import { randomInt } from 'node:crypto';
import type { JSONRPCMessage } from '@modelcontextprotocol/client';
import { type JsonObject, type McpMessageId, mcpMessageId } from '@valetkey/api-contracts';
import { tokenIn } from './progress-token.ts';

declare const drawn: unique symbol;
declare const serverChose: unique symbol;
declare const arrived: unique symbol;

/**
 * The JSON-RPC id of a request to a server, and its progress token. Only `makeWireIds` makes one, so no extension
 * chooses what a server sees, or what the broker looks up when the server answers.
 */
export type WireId = number & { readonly [drawn]: true };

/** The id, or the progress token, that a server gave to a request of its own. It goes back to that server only. */
export type ServerId = McpMessageId & { readonly [serverChose]: true };

/** What a wire brought. Ids and tokens of a server are read out of these only, never out of what an extension says. */
export type ServerMessage = JSONRPCMessage & { readonly [arrived]: true };

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

/** The id of a server's request. Undefined: there is none, or it would fit into no message to the extension. */
export function serverIdOf(message: ServerMessage): ServerId | undefined {
  return readId('id' in message ? message.id : undefined);
}

/** The token under which a server wants to hear of its request's progress. Undefined as above. */
export function serverTokenOf(message: ServerMessage): ServerId | undefined {
  return readId('method' in message ? tokenIn(message.params as JsonObject | undefined) : undefined);
}

const readId = (value: unknown): ServerId | undefined => {
  const id = mcpMessageId.safeParse(value);
  return id.success ? (id.data as ServerId) : undefined;
};
