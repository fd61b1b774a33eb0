import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import {
  frameLimits,
  type McpCallback,
  type McpMessageId,
  type McpOffers,
  type McpServerMessage,
  ValetkeyError,
} from '@valetkey/api-contracts';
import { measureValue } from '../../port/measure-value.ts';
import type { ForNobody } from './for-nobody.ts';
import { bareMessage, readFromServer } from './from-server.ts';
import type { Inbox } from './inbox.ts';
import { type Link, openLink, streamEndMs } from './link.ts';
import type { makeScrubbing } from './scrubbing.ts';
import type { Wire } from './wire.ts';

/** What is open towards a server: requests that wait for its answer, and its own that wait for the extension's. */
export type ServerSide = {
  /** Resolves to the answer, or to undefined when it was called off. One at a time per id. */
  ask(
    message: JSONRPCMessage & { readonly id: McpMessageId },
    send: (onResumable: () => void) => Promise<void>,
  ): Promise<JSONRPCMessage | undefined>;
  /** Whether the answer to this is waited for. */
  waitsFor(id: McpMessageId): boolean;
  /** False when nothing of that id is under way. */
  callOff(id: McpMessageId): boolean;
  /** Which callback the server waits for under this id: once. */
  takeAsked(id: McpMessageId): McpCallback | undefined;
  open(wire: Wire): Promise<Link>;
  fail(error: ValetkeyError): void;
};

type Pending = {
  readonly answer: (message: JSONRPCMessage | undefined) => void;
  readonly fail: (error: unknown) => void;
  resumable: boolean;
};

/** What a server sends by itself is for a message between processes, or it is not passed on. */
const unaskedLimits = { ...frameLimits, maxBytes: 4 * 1024 * 1024 };
/** More at once is no server that waits for answers: what goes beyond is refused, and beyond as many refusals nothing. */
const mostAsked = 256;

export const makeServerSide = (powers: {
  readonly offers: McpOffers;
  readonly protocolVersion: string | undefined;
  readonly wholeServer: boolean;
  readonly inbox: Pick<Inbox, 'push'>;
  readonly forNobody: Pick<ForNobody, 'answered' | 'passedOver'>;
  readonly scrubbing: ReturnType<typeof makeScrubbing>;
  readonly signal: AbortSignal;
  readonly send: (message: JSONRPCMessage) => Promise<void>;
  readonly lost: () => void;
  /** The server says that its list of tools is another one. */
  readonly toolsChanged: () => void;
}): ServerSide => {
  const { offers, protocolVersion, wholeServer, inbox, forNobody, scrubbing, signal } = powers;
  const pending = new Map<McpMessageId, Pending>();
  const asked = new Map<McpMessageId, McpCallback>();

  let replying = 0;
  const reply = (message: JSONRPCMessage): void => {
    forNobody.answered();
    if (replying >= mostAsked) return;
    replying += 1;
    const sent = (): void => {
      replying -= 1;
    };
    powers.send(message).then(sent, sent);
  };
  /** Undefined: too large. */
  const sizeOf = (message: JSONRPCMessage): number | undefined => {
    const size = measureValue(message, unaskedLimits);
    return typeof size === 'number' ? size : undefined;
  };
  const pass = (message: JSONRPCMessage, bytes: number): void =>
    inbox.push(scrubbing.scrub(bareMessage(message)).value as McpServerMessage, bytes);

  const receive = (message: JSONRPCMessage): void => {
    const read = readFromServer(message);
    switch (read.kind) {
      case 'answer':
        if (!pending.has(read.id)) return forNobody.passedOver();
        pending.get(read.id)?.answer(message);
        pending.delete(read.id);
        return;
      case 'ping':
        return reply({ jsonrpc: '2.0', id: read.id, result: {} });
      case 'unknown-request':
        return reply(refusal(read.id));
      case 'callback': {
        const size = sizeOf(message);
        if (offers[read.callback] === undefined || asked.size >= mostAsked || size === undefined)
          return reply(refusal(read.id));
        asked.set(read.id, read.callback);
        return pass(message, size);
      }
      case 'notification': {
        if ('method' in message && message.method === 'notifications/tools/list_changed')
          powers.toolsChanged();
        const size = read.about === 'session' || wholeServer ? sizeOf(message) : undefined;
        if (size === undefined) return forNobody.passedOver();
        return pass(message, size);
      }
      case 'nothing':
        return forNobody.passedOver();
    }
  };
  const failThose = (error: ValetkeyError, which: (entry: Pending) => boolean): void => {
    for (const [id, entry] of pending) {
      if (!which(entry)) continue;
      pending.delete(id);
      entry.fail(error);
    }
  };
  const failResumable = (): void =>
    failThose(
      new ValetkeyError({ code: 'broken-response', why: 'not-resumed' }),
      ({ resumable }) => resumable,
    );

  return Object.freeze<ServerSide>({
    ask: (message, send) =>
      new Promise((resolve, reject) => {
        const { id } = message;
        if (pending.has(id)) throw new ValetkeyError({ code: 'invalid-input', at: 'id' });
        const entry: Pending = { answer: resolve, fail: reject, resumable: false };
        pending.set(id, entry);
        const sent = send(() => {
          entry.resumable = true;
        });
        sent.catch((error: unknown) => {
          if (pending.get(id) !== entry) return;
          pending.delete(id);
          reject(error);
        });
      }),
    waitsFor: (id) => pending.has(id),
    callOff: (id) => {
      const entry = pending.get(id);
      pending.delete(id);
      entry?.answer(undefined);
      return entry !== undefined;
    },
    takeAsked: (id) => {
      const callback = asked.get(id);
      asked.delete(id);
      return callback;
    },
    fail: (error) => failThose(error, () => true),
    open: (wire) => {
      // What the server had begun before, on a link that is gone, it does not know over this one.
      asked.clear();
      failResumable();
      return openLink(
        wire,
        { offers, protocolVersion },
        {
          message: receive,
          closed: () => {
            powers.lost();
            asked.clear();
            failThose(new ValetkeyError({ code: 'mcp-failed', why: 'server-ended' }), () => true);
          },
          error: ({ message }) => {
            // The SDK says no more of which stream it gave up; those that it can go on with are waited for.
            if (message.startsWith('Maximum reconnection attempts')) failResumable();
          },
          streamEnded: (id) => {
            // What the stream brought may still be on its way through the SDK's parser.
            setTimeout(() => {
              const entry = pending.get(id);
              if (entry === undefined || entry.resumable) return;
              pending.delete(id);
              entry.fail(new ValetkeyError({ code: 'broken-response', why: 'no-answer' }));
            }, streamEndMs).unref();
          },
        },
        signal,
      );
    },
  });
};

/** JSON-RPC: method not found. Also for what the user refused: the server was told that it is not there. */
const refusal = (id: McpMessageId): JSONRPCMessage => ({
  jsonrpc: '2.0',
  id,
  error: { code: -32601, message: 'Method not found' },
});
