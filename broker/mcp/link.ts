import { setTimeout as later } from 'node:timers/promises';
import {
  frameLimits,
  type JsonObject,
  type McpHandshake,
  type McpOffers,
  mcpHandshake,
  ValetkeyError,
} from '@valetkey/api-contracts';
import { fitsIn } from '../port/measure-value.ts';
import { version } from '../version.ts';
import { type Exchange, notResumed } from './exchange.ts';
import { rpcWhy } from './mcp-error.ts';
import { makePendingRequest, type PendingRequest } from './pending-request.ts';
import type { Wire } from './wire.ts';
import type { ServerMessage } from './wire-ids.ts';
import { plainNotification, type WireNotification } from './wire-message.ts';

/** A wire over which the handshake was made. */
export type Link = {
  readonly handshake: McpHandshake;
  /** Resolves when the server has taken it. */
  request(request: PendingRequest): Promise<void>;
  tell(message: WireNotification): Promise<void>;
  /** `politely` tells the server, too. Never rejects. */
  close(politely: boolean): Promise<void>;
};

const handshakeMs = 60_000;
const goodbyeMs = 2_000;

/** Says what the extension offers and the user did not refuse, and nothing of who the extension is. */
export const openLink = async (
  wire: Wire,
  exchange: Exchange,
  asks: { readonly offers: McpOffers; readonly protocolVersion: string | undefined },
  /** Not after `close`: the SDK may go on for a while with streams of a transport that was closed. */
  on: {
    readonly message: (message: ServerMessage) => void;
    readonly error: (error: Error) => void;
    readonly closed: () => void;
  },
  signal: AbortSignal,
): Promise<Link> => {
  const { LATEST_PROTOCOL_VERSION, SUPPORTED_PROTOCOL_VERSIONS } = await import(
    '@modelcontextprotocol/sdk/types.js'
  );
  const known = (version: string | undefined): version is string =>
    version !== undefined && SUPPORTED_PROTOCOL_VERSIONS.includes(version);
  const opening = makePendingRequest('initialize', {
    protocolVersion: known(asks.protocolVersion) ? asks.protocolVersion : LATEST_PROTOCOL_VERSION,
    capabilities: { ...asks.offers },
    clientInfo: { name: 'valetkey', title: 'Valetkey', version },
  });
  let open = true;
  const close = async (politely: boolean): Promise<void> => {
    open = false;
    exchange.end(notResumed(), 'taken');
    if (politely)
      await Promise.race([
        wire.terminateSession?.().catch(() => undefined),
        later(goodbyeMs, undefined, { ref: false }),
      ]);
    await wire.close(politely).catch(() => undefined);
  };
  wire.onstreamended = exchange.streamEnded;
  wire.onmessage = (message) => {
    if (open) on.message(message);
  };
  wire.onerror = (error) => {
    if (open) on.error(error);
  };
  wire.onclose = () => {
    opening.fail(new ValetkeyError({ code: 'mcp-failed', why: 'ended-early' }));
    if (open) on.closed();
  };

  try {
    // It may have ended while its intent was written down.
    if (signal.aborted) throw new ValetkeyError({ code: 'aborted' });
    const answer = await answerTo(opening, wire, exchange, signal);
    const handshake = read(answer);
    if (!known(handshake.protocolVersion))
      throw new ValetkeyError({ code: 'mcp-failed', why: 'protocol-version' });
    wire.setProtocolVersion?.(handshake.protocolVersion);
    // Nothing overtakes it, and nobody waits for it who has nothing to send yet.
    const ready = exchange.tell(plainNotification('notifications/initialized'));
    ready.catch(() => undefined);
    return Object.freeze<Link>({
      handshake,
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
  } catch (error) {
    await close(false);
    throw error;
  }
};

const answerTo = async (
  opening: PendingRequest,
  wire: Wire,
  exchange: Exchange,
  signal: AbortSignal,
): Promise<ServerMessage> => {
  const giveUp = (): void =>
    opening.fail(new ValetkeyError({ code: signal.aborted ? 'aborted' : 'timed-out' }));
  const timer = setTimeout(giveUp, handshakeMs);
  timer.unref();
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    // A server of the older transport may never say where messages go.
    await Promise.race([wire.start(), opening.answer]);
    const sent = exchange.request(opening);
    const answer = await Promise.race([opening.answer, sent.then(() => opening.answer)]);
    if (answer === undefined) throw new ValetkeyError({ code: 'aborted' });
    return answer;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
  }
};

const read = (answer: ServerMessage): McpHandshake => {
  if ('error' in answer)
    throw new ValetkeyError({ code: 'mcp-failed', why: rpcWhy(answer.error.code) ?? 'rpc-other' });
  const { protocolVersion, serverInfo, capabilities, instructions } = (answer as { result: JsonObject })
    .result;
  const handshake = mcpHandshake.safeParse({
    protocolVersion,
    serverInfo,
    capabilities,
    ...(instructions === undefined ? {} : { instructions }),
  });
  // It goes to the extension in one message.
  if (!handshake.success || !fitsIn(handshake.data, frameLimits))
    throw new ValetkeyError({ code: 'mcp-failed', why: 'handshake' });
  return handshake.data;
};
