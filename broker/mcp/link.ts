import {
  frameLimits,
  type JsonObject,
  type McpHandshake,
  type McpOffers,
  mcpHandshake,
  ValetkeyError,
} from '@valetkey/api-contracts';
import { fitsIn } from '../port/measure-value.ts';
import type { Channel } from './channel.ts';
import { clientInfo } from './envelope.ts';
import type { ResumedTask } from './input-rounds.ts';
import { rpcWhy } from './mcp-error.ts';
import { makePendingRequest, type PendingRequest } from './pending-request.ts';
import type { ServerMessage } from './wire-ids.ts';
import { plainNotification, type WireNotification } from './wire-message.ts';

/** A wire over which the two sides know each other. Its words are those of 2025-11-25, whatever the server speaks. */
export type Link = {
  readonly handshake: McpHandshake;
  /** Resolves when nothing more can be sent over it: its wire ended, or its server speaks another revision by now. */
  readonly ended: Promise<void>;
  /** Resolves when the server has taken it. */
  request(request: PendingRequest): Promise<void>;
  tell(message: WireNotification): Promise<void>;
  /** Settles the request by a task of an earlier session's. Absent: the server's revision has none. */
  resume?(request: PendingRequest, task: ResumedTask): void;
  /** `politely` tells the server, too. Never rejects. */
  close(politely: boolean): Promise<void>;
};

export type Asks = { readonly offers: McpOffers; readonly protocolVersion: string | undefined };

/** The handshake up to 2025-11-25. Says what the extension offers and the user did not refuse, and not who it is. */
export async function initialize(channel: Channel, asks: Asks): Promise<Link> {
  const { LATEST_PROTOCOL_VERSION, SUPPORTED_PROTOCOL_VERSIONS } = await import(
    '@modelcontextprotocol/client'
  );
  const known = (version: string | undefined): version is string =>
    version !== undefined && SUPPORTED_PROTOCOL_VERSIONS.includes(version);
  const answer = await channel.ask(
    makePendingRequest('initialize', {
      protocolVersion: known(asks.protocolVersion) ? asks.protocolVersion : LATEST_PROTOCOL_VERSION,
      capabilities: { ...asks.offers },
      clientInfo,
    }),
  );
  const handshake = read(answer);
  if (!known(handshake.protocolVersion))
    throw new ValetkeyError({ code: 'mcp-failed', why: 'protocol-version' });
  const { wire, exchange, ended, close } = channel;
  wire.setProtocolVersion?.(handshake.protocolVersion);
  // Nothing overtakes it, and nobody waits for it who has nothing to send yet.
  const ready = exchange.tell(plainNotification('notifications/initialized'));
  ready.catch(() => undefined);
  return Object.freeze<Link>({
    handshake,
    ended,
    request: async (request) => {
      await ready;
      await exchange.request(request);
    },
    tell: async (message) => {
      await ready;
      await exchange.tell(message);
    },
    close,
  });
}

const read = (answer: ServerMessage): McpHandshake => {
  if ('error' in answer)
    throw new ValetkeyError({ code: 'mcp-failed', why: rpcWhy(answer.error.code) ?? 'rpc-other' });
  return readHandshake((answer as { result: JsonObject }).result);
};

/** Throws where it could not go to the extension. */
export function readHandshake({
  protocolVersion,
  serverInfo,
  capabilities,
  instructions,
}: JsonObject): McpHandshake {
  const handshake = mcpHandshake.safeParse({
    protocolVersion,
    serverInfo,
    capabilities,
    instructions,
  });
  // It goes to the extension in one message.
  if (!handshake.success || !fitsIn(handshake.data, frameLimits))
    throw new ValetkeyError({ code: 'mcp-failed', why: 'handshake' });
  return handshake.data;
}
