import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import {
  type Facet,
  frameLimits,
  type JsonObject,
  type McpCallback,
  type McpHandshake,
  type McpMessageId,
  type McpOffers,
  type McpServerMessage,
  type McpSessionContract,
  ValetkeyError,
} from '@valetkey/api-contracts';
import { admitsCallback, admitsTool } from '../../grants/caveats.ts';
import type { Live } from '../../grants/ledger.ts';
import { originText } from '../../network/origin.ts';
import { measureValue } from '../../port/measure-value.ts';
import type { ConnectionInUse } from '../connection-in-use.ts';
import type { Credential } from '../credential.ts';
import type { FetchPowers } from '../fetch.ts';
import { recordUse } from '../recorded-use.ts';
import type { UnderWay } from '../under-way.ts';
import { bareMessage, readFromServer } from './from-server.ts';
import { makeInbox } from './inbox.ts';
import { type Link, openLink, streamEndMs } from './link.ts';
import { keepLinked } from './linked.ts';
import { isSessionGone, mcpError } from './mcp-error.ts';
import { makeScrubbing } from './scrubbing.ts';
import { caveatAgainst, onlyAdmittedTools, remembers, subjectOf } from './to-server.ts';
import type { Room, Wire } from './wire.ts';

/** A session as its port serves it. */
export type McpSession = {
  readonly handshake: McpHandshake;
  readonly facet: Facet<McpSessionContract>;
  close(politely: boolean): Promise<void>;
};

export type McpSessionPowers = FetchPowers & {
  readonly credential: (connection: ConnectionInUse) => Pick<Credential, 'scrubber'>;
  readonly openWire: (connection: () => ConnectionInUse, room: Room) => Promise<Wire>;
};

type Pending = {
  readonly answer: (message: JSONRPCMessage | undefined) => void;
  readonly fail: (error: ValetkeyError) => void;
  resumable: boolean;
};

/** What a server sends by itself is for a message between processes, or it is not passed on. */
const unaskedLimits = { ...frameLimits, maxBytes: 4 * 1024 * 1024 };

/** Opens a session with the connection's server: what is said in it passes `request`, `respond`, `notify` and `fromServer`. */
export const openMcpSession = async (
  live: Live,
  { offers: wanted, protocolVersion }: { offers: McpOffers; protocolVersion: string | undefined },
  underWay: UnderWay,
  powers: McpSessionPowers,
): Promise<McpSession> => {
  const inbox = makeInbox();
  const scrubbing = makeScrubbing();
  const pending = new Map<McpMessageId, Pending>();
  const asked = new Map<McpMessageId, McpCallback>();
  const remembered = new Map<string, JSONRPCMessage>();
  const ending = new AbortController();
  const offers = Object.fromEntries(
    Object.entries(wanted).filter(([callback]) => admitsCallback(live.levels, callback as McpCallback)),
  ) as McpOffers;
  const wholeServer = admitsTool(live.levels, '*');
  let current: ConnectionInUse;

  // From the server.
  const fromServer = (message: JSONRPCMessage): void => {
    const read = readFromServer(message);
    switch (read.kind) {
      case 'answer':
        pending.get(read.id)?.answer(message);
        pending.delete(read.id);
        return;
      case 'ping':
        return reply({ jsonrpc: '2.0', id: read.id, result: {} });
      case 'unknown-request':
        return reply(refusal(read.id));
      case 'callback':
        if (offers[read.callback] === undefined || tooLarge(message)) return reply(refusal(read.id));
        asked.set(read.id, read.callback);
        return inbox.push(scrubbed(message));
      case 'notification':
        if ((read.about === 'session' || wholeServer) && !tooLarge(message)) inbox.push(scrubbed(message));
        return;
    }
  };
  const tooLarge = (message: JSONRPCMessage): boolean => measureValue(message, unaskedLimits) !== undefined;
  const scrubbed = (message: JSONRPCMessage): McpServerMessage =>
    scrubbing.scrub(bareMessage(message)).value as McpServerMessage;
  const reply = (message: JSONRPCMessage): void => {
    linked?.send(message).catch(() => undefined);
  };
  const failAll = (error: ValetkeyError, which: (entry: Pending) => boolean = () => true): void => {
    for (const [id, entry] of pending) {
      if (!which(entry)) continue;
      pending.delete(id);
      entry.fail(error);
    }
  };

  const open = async (): Promise<Link> => {
    const wire = await powers.openWire(() => current, inbox.room);
    const on = {
      message: fromServer,
      closed: () => {
        linked?.lost();
        asked.clear();
        failAll(new ValetkeyError({ code: 'mcp-failed', why: 'server-ended' }));
      },
      error: ({ message }: Error) => {
        // The SDK says no more of which stream it gave up; those that it can go on with are waited for.
        if (!message.startsWith('Maximum reconnection attempts')) return;
        failAll(
          new ValetkeyError({ code: 'broken-response', why: 'not-resumed' }),
          ({ resumable }) => resumable,
        );
      },
      streamEnded: (id: McpMessageId) => {
        // What the stream brought may still be on its way through the SDK's parser.
        setTimeout(() => {
          const entry = pending.get(id);
          if (entry === undefined || entry.resumable) return;
          pending.delete(id);
          entry.fail(new ValetkeyError({ code: 'broken-response', why: 'no-answer' }));
        }, streamEndMs).unref();
      },
    };
    return openLink(wire, { offers, protocolVersion }, on, ending.signal);
  };
  /** The server was started anew: it is told what the old one knew, and the extension that lists may be others. */
  const again = async (link: Link): Promise<void> => {
    for (const message of remembered.values()) await link.send(message);
    for (const kind of ['tools', 'resources', 'prompts'] as const) {
      if (link.handshake.capabilities[kind] === undefined || (kind !== 'tools' && !wholeServer)) continue;
      inbox.push({ jsonrpc: '2.0', method: `notifications/${kind}/list_changed` });
    }
  };

  /** One use, in order: caveats, credential, intent, the exchange, redaction, outcome. */
  const use = async <T>(
    subject: string,
    options: { readonly counts: boolean; readonly caveat?: ReturnType<typeof caveatAgainst> },
    exchange: () => Promise<{ result: T; hits: number } | undefined>,
  ): Promise<T | undefined> => {
    const record = recordUse(live, { method: 'MCP', path: subject }, 0, powers);
    if (options.caveat !== undefined) record.refuse({ code: 'caveat-refused', caveat: options.caveat });
    const { end } = underWay.begin(undefined);
    let refused = false;
    try {
      current = powers.connectionOf(live);
      scrubbing.use(powers.credential(current));
      const spent = options.counts ? live.takeUse() : undefined;
      if (spent !== undefined) {
        refused = true;
        record.refuse({ code: 'caveat-refused', caveat: spent });
      }
      const [home] = current.origins;
      const origin = home === undefined ? {} : { origin: originText(home) };
      await record.intend({ method: 'MCP', path: scrubbing.text(subject), ...origin });
      const done = live.begin();
      const exchanged = await exchange().finally(done);
      record.finish({
        outcome: exchanged === undefined ? 'aborted' : 'ok',
        redactions: exchanged?.hits ?? 0,
      });
      return exchanged?.result;
    } catch (error) {
      const outward = live.signal.aborted ? new ValetkeyError({ code: 'aborted' }) : mcpError(error);
      if (!refused) {
        const outcome = outward.code === 'aborted' ? 'aborted' : 'failed';
        record.finish({ outcome, code: outward.code });
      }
      throw outward;
    } finally {
      end();
    }
  };

  const exchange = (message: JSONRPCMessage & { id: McpMessageId }): Promise<JSONRPCMessage | undefined> =>
    new Promise((resolve, reject) => {
      const entry: Pending = { answer: resolve, fail: reject, resumable: false };
      pending.set(message.id, entry);
      const onResumable = (): void => {
        entry.resumable = true;
      };
      linked?.send(message, onResumable).catch((error: unknown) => {
        if (pending.delete(message.id)) reject(error);
      });
    });

  const facet: Facet<McpSessionContract> = {
    request: async ({ id, method, params }) => {
      const given = params === undefined ? {} : { params: params as Record<string, unknown> };
      const message = { jsonrpc: '2.0' as const, id, method, ...given };
      const caveat = caveatAgainst(live.levels, method, params);
      const answer = await use(subjectOf(method, params), { counts: true, caveat }, async () => {
        if (pending.has(id)) throw new ValetkeyError({ code: 'invalid-input', at: 'id' });
        const answered = await exchange(message);
        if (answered === undefined) return undefined;
        if (measureValue(answered, frameLimits) !== undefined)
          throw new ValetkeyError({ code: 'response-too-large' });
        if ('result' in answered) {
          const memory = remembers(method, params);
          if (memory?.keep === true) remembered.set(memory.key, { ...message, id: `again ${memory.key}` });
          else if (memory !== undefined) remembered.delete(memory.key);
        }
        const { value, hits } = scrubbing.scrub(admitted(method, bareMessage(answered)));
        return { result: value as McpServerMessage, hits };
      });
      return { messages: answer === undefined ? [] : [...inbox.take(), answer] };
    },
    notify: async ({ method, params }) => {
      if (method === 'notifications/roots/list_changed' && offers.roots === undefined)
        throw new ValetkeyError({ code: 'caveat-refused', caveat: 'mcpCallbacks' });
      const given = params === undefined ? {} : { params: params as Record<string, unknown> };
      if (method === 'notifications/cancelled') {
        const id = params?.['requestId'] as McpMessageId;
        const entry = pending.get(id);
        // Not under way any more, or never was: the server need not hear of it.
        if (entry === undefined) return {};
        pending.delete(id);
        entry.answer(undefined);
      }
      await linked?.send({ jsonrpc: '2.0', method, ...given }).catch(rethrow);
      return {};
    },
    respond: async (response) => {
      const callback = asked.get(response.id);
      if (callback === undefined) throw new ValetkeyError({ code: 'not-found' });
      asked.delete(response.id);
      await use(`answer to ${callback}`, { counts: false }, async () => {
        await linked?.send({ jsonrpc: '2.0', ...response } as JSONRPCMessage);
        return { result: undefined, hits: 0 };
      });
      return {};
    },
    receive: async () => ({ messages: await inbox.receive() }),
  };
  const admitted = (method: string, answer: JsonObject): JsonObject =>
    method === 'tools/list' && 'result' in answer
      ? { ...answer, result: onlyAdmittedTools(live.levels, answer['result'] as JsonObject) }
      : answer;

  let linked: Awaited<ReturnType<typeof keepLinked>> | undefined;
  const handshake = await use(
    'initialize',
    { counts: true, caveat: caveatAgainst(live.levels, 'ping', undefined) },
    async () => {
      linked = await keepLinked({
        ...{ open, again, isGone: isSessionGone, now: powers.now, signal: ending.signal },
      });
      const { value, hits } = scrubbing.scrub(linked.first.handshake as unknown as JsonObject);
      return { result: value as McpHandshake, hits };
    },
  );
  if (handshake === undefined) throw new ValetkeyError({ code: 'aborted' });
  return Object.freeze({
    handshake,
    facet,
    close: async (politely: boolean) => {
      ending.abort();
      failAll(new ValetkeyError({ code: 'capability-closed' }));
      await linked?.close(politely);
    },
  });
};

const rethrow = (error: unknown): never => {
  throw mcpError(error);
};

/** JSON-RPC: method not found. Also for what the user refused: the server was told that it is not there. */
const refusal = (id: McpMessageId): JSONRPCMessage => ({
  jsonrpc: '2.0',
  id,
  error: { code: -32601, message: 'Method not found' },
});
