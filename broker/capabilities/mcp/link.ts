import { setTimeout as later } from 'node:timers/promises';
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import {
  frameLimits,
  type McpHandshake,
  type McpOffers,
  mcpHandshake,
  ValetkeyError,
} from '@valetkey/api-contracts';
import { fitsIn } from '../../port/measure-value.ts';
import { version } from '../../version.ts';
import type { Wire } from './wire.ts';

/** A wire over which the handshake was made. */
export type Link = {
  /** As the server gave it: scrub it. */
  readonly handshake: McpHandshake;
  send(message: JSONRPCMessage, onResumable?: () => void): Promise<void>;
  /** `politely` tells the server, too. Never rejects. */
  close(politely: boolean): Promise<void>;
};

const handshakeId = 'valetkey-initialize';
const handshakeMs = 60_000;
export const streamEndMs = 100;
const goodbyeMs = 2_000;

/** Says what the extension offers and the user did not refuse, and nothing of who the extension is. */
export const openLink = async (
  wire: Wire,
  asks: { readonly offers: McpOffers; readonly protocolVersion: string | undefined },
  on: {
    readonly message: (message: JSONRPCMessage) => void;
    /** Not after `close`: the SDK may go on for a while with streams of a transport that was closed. */
    readonly error: (error: Error) => void;
    readonly streamEnded: (id: string | number) => void;
    /** Not after `close`. */
    readonly closed: () => void;
  },
  signal: AbortSignal,
): Promise<Link> => {
  const { LATEST_PROTOCOL_VERSION, SUPPORTED_PROTOCOL_VERSIONS } = await import(
    '@modelcontextprotocol/sdk/types.js'
  );
  const known = (version: string | undefined): version is string =>
    version !== undefined && SUPPORTED_PROTOCOL_VERSIONS.includes(version);
  let open = true;
  const close = async (politely: boolean): Promise<void> => {
    open = false;
    if (politely)
      await Promise.race([
        wire.terminateSession?.().catch(() => undefined),
        later(goodbyeMs, undefined, { ref: false }),
      ]);
    await wire.close(politely).catch(() => undefined);
  };

  try {
    // It may have ended while its intent was written down.
    if (signal.aborted) throw new ValetkeyError({ code: 'aborted' });
    const answer = new Promise<JSONRPCMessage>((resolve, reject) => {
      const giveUp = (): void =>
        reject(new ValetkeyError({ code: signal.aborted ? 'aborted' : 'timed-out' }));
      const timer = setTimeout(giveUp, handshakeMs);
      timer.unref();
      signal.addEventListener('abort', giveUp, { once: true });
      const settle = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', giveUp);
        wire.onstreamended = on.streamEnded;
      };
      const brokenOff = (): void => {
        settle();
        reject(new ValetkeyError({ code: 'broken-response', why: 'no-answer' }));
      };
      // The answer itself may still be on its way through the SDK's parser.
      wire.onstreamended = () => void later(streamEndMs, undefined, { ref: false }).then(brokenOff);
      wire.onmessage = (message) => {
        if (!('id' in message) || message.id !== handshakeId || 'method' in message)
          return on.message(message);
        settle();
        wire.onmessage = on.message;
        resolve(message);
      };
      wire.onerror = (error) => {
        if (open) on.error(error);
      };
      wire.onclose = () => {
        settle();
        reject(new ValetkeyError({ code: 'mcp-failed', why: 'ended-early' }));
        if (open) on.closed();
      };
    });
    answer.catch(() => undefined);
    // A server of the older transport may never say where messages go.
    await Promise.race([wire.start(), answer]);
    const initialize = {
      protocolVersion: known(asks.protocolVersion) ? asks.protocolVersion : LATEST_PROTOCOL_VERSION,
      capabilities: { ...asks.offers },
      clientInfo: { name: 'valetkey', title: 'Valetkey', version },
    };
    const sent = wire.send({ jsonrpc: '2.0', id: handshakeId, method: 'initialize', params: initialize });
    const message = await Promise.race([answer, sent.then(() => answer)]);
    if ('error' in message)
      throw new ValetkeyError({ code: 'mcp-failed', why: `rpc${message.error.code}`.slice(0, 40) });
    const { protocolVersion, serverInfo, capabilities, instructions } = (
      message as { result: Record<string, unknown> }
    ).result;
    const handshake = mcpHandshake.safeParse({
      ...{ protocolVersion, serverInfo, capabilities },
      ...(instructions === undefined ? {} : { instructions }),
    });
    // Before it is scrubbed, which goes as deep as it is and takes as long as it is wide.
    if (!handshake.success || !fitsIn(handshake.data, frameLimits))
      throw new ValetkeyError({ code: 'mcp-failed', why: 'handshake' });
    if (!known(handshake.data.protocolVersion))
      throw new ValetkeyError({ code: 'mcp-failed', why: 'protocol-version' });
    wire.setProtocolVersion?.(handshake.data.protocolVersion);
    // Nothing overtakes it, and nobody waits for it who has nothing to send yet.
    const ready = wire.send({ jsonrpc: '2.0', method: 'notifications/initialized' });
    ready.catch(() => undefined);
    return Object.freeze<Link>({
      handshake: handshake.data,
      send: async (next, onResumable) => {
        await ready;
        await wire.send(next, onResumable === undefined ? {} : { onresumptiontoken: onResumable });
      },
      close,
    });
  } catch (error) {
    await close(false);
    throw error;
  }
};
