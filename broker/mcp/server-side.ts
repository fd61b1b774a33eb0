import {
  frameLimits,
  type JsonObject,
  type McpOffers,
  type McpServerMessage,
  ValetkeyError,
} from '@valetkey/api-contracts';
import { measureValue } from '../port/measure-value.ts';
import { makeCallbacks, type OpenCallback } from './callbacks.ts';
import { type Exchange, makeExchange } from './exchange.ts';
import type { ForNobody } from './for-nobody.ts';
import { bareMessage, type FromServer, readFromServer } from './from-server.ts';
import type { Inbox } from './inbox.ts';
import { type Link, openLink } from './link.ts';
import { replaceToken } from './progress-token.ts';
import type { Wire } from './wire.ts';
import { makeWireIds, type ServerId, type ServerMessage } from './wire-ids.ts';
import type { WireAnswer } from './wire-message.ts';

/** What a session's server sends, over whichever wire: to the request that it answers, to the extension, or to nobody. */
export type ServerSide = {
  open(wire: Wire): Promise<Link>;
  /** A server's request that the extension knows by this id: once. */
  takeCallback(id: unknown): OpenCallback | undefined;
  /** The same, which stays open: for its progress. */
  findCallback(id: unknown): OpenCallback | undefined;
};

/** What a server sends by itself is for a message between processes, or it is not passed on. */
const unaskedLimits = { ...frameLimits, maxBytes: 4 * 1024 * 1024 };
/** Answers of ours that are on their way to one that does not read: beyond these there are none. */
const mostReplies = 256;

export function makeServerSide(powers: {
  readonly offers: McpOffers;
  readonly protocolVersion: string | undefined;
  readonly wholeServer: boolean;
  readonly inbox: Pick<Inbox, 'push'>;
  readonly forNobody: Pick<ForNobody, 'answered' | 'passedOver'>;
  readonly signal: AbortSignal;
  readonly lost: () => void;
  /** The server says that its list of tools is another one. */
  readonly toolsChanged: () => void;
}): ServerSide {
  const { offers, protocolVersion, wholeServer, inbox, forNobody, signal } = powers;
  const drawId = makeWireIds();
  const callbacks = makeCallbacks();

  let replying = 0;
  const reply = (exchange: Exchange, message: WireAnswer): void => {
    forNobody.answered();
    if (replying >= mostReplies) return;
    replying += 1;
    const sent = (): void => {
      replying -= 1;
    };
    exchange.tell(message).then(sent, sent);
  };
  /** Undefined: too large. */
  const sizeOf = (message: ServerMessage): number | undefined => {
    const size = measureValue(message, unaskedLimits);
    return typeof size === 'number' ? size : undefined;
  };
  /** The wire has scrubbed it. `ids` are the extension's own. */
  const pass = (
    message: ServerMessage,
    size: number | undefined,
    ids: (message: JsonObject) => JsonObject,
  ): void => {
    if (size === undefined) return forNobody.passedOver();
    inbox.push(ids(bareMessage(message) as JsonObject) as McpServerMessage, size);
  };
  const passWith = (message: ServerMessage, ids: JsonObject): void =>
    pass(message, sizeOf(message), (bare) => ({
      ...bare,
      params: { ...paramsOf(bare), ...ids },
    }));

  const receiveCallback = (
    exchange: Exchange,
    message: ServerMessage,
    asked: Extract<FromServer, { kind: 'callback' }>,
  ): void => {
    const size = sizeOf(message);
    if (offers[asked.callback] === undefined || size === undefined) return reply(exchange, refusal(asked.id));
    const id = callbacks.open(exchange, asked);
    if (id === 'too-many') return reply(exchange, refusal(asked.id));
    // Not refused: the server would take it as the answer to the request that it waits for.
    if (id === 'used-twice') return forNobody.passedOver();
    const token = asked.progressToken === undefined ? undefined : id;
    pass(message, size, (bare) => {
      const { params } = bare;
      const own = params === undefined ? {} : { params: replaceToken(paramsOf(bare), token) };
      return { ...bare, id, ...own };
    });
  };

  const receive = (exchange: Exchange, message: ServerMessage): void => {
    const read = readFromServer(message);
    switch (read.kind) {
      case 'answer':
        return exchange.answered(message) ? undefined : forNobody.passedOver();
      case 'ping':
        return reply(exchange, { jsonrpc: '2.0', id: read.id, result: {} });
      case 'unknown-request':
        return reply(exchange, refusal(read.id));
      case 'callback':
        return receiveCallback(exchange, message, read);
      case 'progress': {
        const progressToken = exchange.inProgress(message)?.progressToken;
        if (progressToken === undefined) return forNobody.passedOver();
        return passWith(message, { progressToken });
      }
      case 'called-off': {
        const requestId = callbacks.withdraw(exchange, message);
        if (requestId === undefined) return forNobody.passedOver();
        return passWith(message, { requestId });
      }
      case 'notification': {
        if ('method' in message && message.method === 'notifications/tools/list_changed')
          powers.toolsChanged();
        if (read.about === 'session' || wholeServer) return pass(message, sizeOf(message), asItIs);
        return forNobody.passedOver();
      }
      case 'nothing':
        return forNobody.passedOver();
    }
  };

  return Object.freeze<ServerSide>({
    takeCallback: callbacks.take,
    findCallback: callbacks.find,
    open: (wire) => {
      // What the server had begun before, on a link that is gone, it does not know over this one.
      callbacks.clear();
      const exchange = makeExchange(wire, drawId);
      return openLink(
        wire,
        exchange,
        { offers, protocolVersion },
        {
          message: (message) => receive(exchange, message),
          closed: () => {
            powers.lost();
            callbacks.clear();
            exchange.end(new ValetkeyError({ code: 'mcp-failed', why: 'server-ended' }), 'all');
          },
          error: ({ message }) => {
            // The SDK says no more of which stream it gave up; those that it can go on with are waited for.
            if (message.startsWith('Maximum reconnection attempts')) exchange.failResumable();
          },
        },
        signal,
      );
    },
  });
}

const asItIs = (message: JsonObject): JsonObject => message;
const paramsOf = (message: JsonObject): JsonObject => (message['params'] ?? {}) as JsonObject;

/** JSON-RPC: method not found. Also for what the user refused: the server was told that it is not there. */
const refusal = (id: ServerId): WireAnswer => ({
  jsonrpc: '2.0',
  id,
  error: { code: -32601, message: 'Method not found' },
});
