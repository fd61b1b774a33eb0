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
import { fitsIn } from '../../port/measure-value.ts';
import type { Share } from '../../port/share.ts';
import type { ConnectionInUse } from '../connection-in-use.ts';
import type { Credential } from '../credential.ts';
import type { FetchPowers } from '../fetch.ts';
import type { UnderWay } from '../under-way.ts';
import { makeForNobody } from './for-nobody.ts';
import { bareMessage } from './from-server.ts';
import { guardTools, type ToolPowers } from './guarded-tools.ts';
import { heldUntilTaken } from './held-until-taken.ts';
import { makeInbox } from './inbox.ts';
import type { Link } from './link.ts';
import { keepLinked, type Linked } from './linked.ts';
import { isSessionGone } from './mcp-error.ts';
import { makeMcpUse } from './mcp-use.ts';
import { makeRemembered } from './remembered.ts';
import { makeScrubbing } from './scrubbing.ts';
import { makeServerSide } from './server-side.ts';
import { caveatAgainst, onlyAdmittedTools, remembers, subjectOf } from './to-server.ts';
import type { Room, Wire } from './wire.ts';

/** A session as its port serves it. */
export type McpSession = {
  readonly handshake: McpHandshake;
  readonly facet: Facet<McpSessionContract>;
  close(politely: boolean): Promise<void>;
};

export type McpSessionPowers = FetchPowers &
  ToolPowers & {
    readonly credential: (connection: ConnectionInUse) => Pick<Credential, 'inUse'>;
    readonly openWire: (connection: () => ConnectionInUse, room: Room) => Promise<Wire>;
    readonly share: Pick<Share, 'hold' | 'letGo'>;
    /** Aborted when the session is over, also while it is being opened. */
    readonly signal: AbortSignal;
  };

/** Opens a session with the connection's server. What is said in it passes `facet`, or server-side.ts's `receive`. */
export const openMcpSession = async (
  live: Live,
  { offers: wanted, protocolVersion }: { offers: McpOffers; protocolVersion: string | undefined },
  underWay: UnderWay,
  powers: McpSessionPowers,
): Promise<McpSession> => {
  const { levels } = live;
  const offers = Object.fromEntries(
    Object.entries(wanted).filter(([callback]) => admitsCallback(levels, callback as McpCallback)),
  ) as McpOffers;
  const wholeServer = admitsTool(levels, '*');
  const inbox = makeInbox();
  const forNobody = makeForNobody();
  const scrubbing = makeScrubbing();
  const remembered = makeRemembered();
  let current: ConnectionInUse;
  let linked: Linked | undefined;

  const send: Linked['send'] = (message, ...more) =>
    heldUntilTaken(message, powers.share, async () => {
      if (linked === undefined) throw new ValetkeyError({ code: 'capability-closed' });
      await linked.send(message, ...more);
    });
  const server = makeServerSide({
    ...{ offers, protocolVersion, wholeServer, inbox, forNobody, scrubbing, send, signal: powers.signal },
    lost: () => linked?.lost(),
    toolsChanged: () => tools.changed(),
  });
  const prepare = (connection: ConnectionInUse): void => {
    current = connection;
    scrubbing.use(powers.credential(connection));
  };
  /** Anew for each message: a secret may have been replaced while the one before it waited for the user. */
  const connectionNow = (): ConnectionInUse => {
    if (!powers.signal.aborted) prepare(powers.connectionOf(live));
    return current;
  };
  const use = makeMcpUse(live, underWay, { ...powers, prepare, scrubText: scrubbing.text });
  /** What the server answers, within the bounds of a frame and scrubbed. Undefined: it was called off. */
  const ask = async (
    message: Parameters<typeof server.ask>[0],
    ready?: () => Promise<void>,
  ): Promise<{ readonly value: unknown; readonly hits: number } | undefined> => {
    const answered = await server.ask(message, (onResumable) => send(message, onResumable, ready));
    if (answered === undefined) return undefined;
    if (!fitsIn(answered, frameLimits)) throw new ValetkeyError({ code: 'response-too-large' });
    return scrubbing.scrub(bareMessage(answered));
  };
  const tools = guardTools(live, {
    ...{ tools: powers.tools, askCall: powers.askCall, use, ask, callOff: server.callOff },
    connection: () => current,
    scrubText: scrubbing.text,
  });
  /** The server was started anew: it is told what the old one knew, and the extension that lists may be others. */
  const again = async (link: Link): Promise<void> => {
    tools.changed();
    for (const message of remembered.all()) await link.send(message);
    for (const kind of ['tools', 'resources', 'prompts'] as const) {
      if (link.handshake.capabilities[kind] === undefined || (kind !== 'tools' && !wholeServer)) continue;
      inbox.push({ jsonrpc: '2.0', method: `notifications/${kind}/list_changed` }, 0);
    }
  };
  const facet: Facet<McpSessionContract> = {
    request: async ({ id, method, params }) => {
      const message = { jsonrpc: '2.0' as const, id, method, ...given(params) };
      const caveat = caveatAgainst(levels, method, params);
      const before = method === 'tools/call' ? tools.before(id, params ?? {}) : undefined;
      const answer = await use(subjectOf(method, params), { counts: true, caveat, before }, async () => {
        const listed = method === 'tools/list' ? tools.listing(params) : undefined;
        // Since the user was asked the server may have said that its tools are others, or have become another one.
        const ready = async (): Promise<void> => {
          await tools.stillAgreed();
          if (!server.waitsFor(id)) throw new ValetkeyError({ code: 'aborted' }); // called off meanwhile
        };
        const ifCall = before === undefined ? undefined : ready;
        const memory = remembers(method, params);
        if (memory?.keep === true) remembered.check(memory.key, message);
        const answered = await ask(message, ifCall);
        if (answered === undefined) return undefined;
        const { value, hits } = answered;
        const { result } = value as { result?: JsonObject };
        if (result !== undefined && memory?.keep === true) remembered.keep(memory.key, message);
        else if (result !== undefined && memory !== undefined) remembered.drop(memory.key);
        if (listed === undefined || result === undefined) return { result: value as McpServerMessage, hits };
        await listed(result);
        const admitted = { ...(value as object), result: onlyAdmittedTools(levels, result) };
        return { result: admitted as McpServerMessage, hits };
      });
      return { messages: answer === undefined ? [] : [...inbox.take(), answer] };
    },
    notify: async ({ method, params }) => {
      if (method === 'notifications/roots/list_changed' && offers.roots === undefined)
        throw new ValetkeyError({ code: 'caveat-refused', caveat: 'mcpCallbacks' });
      // Not under way any more, or never was: the server need not hear of it.
      const calledOff = params?.['requestId'] as McpMessageId;
      if (method === 'notifications/cancelled' && (tools.callOff(calledOff) || !server.callOff(calledOff)))
        return {};
      await use(method, { counts: false, relieves: true }, async () => {
        await send({ jsonrpc: '2.0', method, ...given(params) });
        return { result: undefined, hits: 0 };
      });
      return {};
    },
    respond: async (response) => {
      const callback = server.takeAsked(response.id);
      if (callback === undefined) throw new ValetkeyError({ code: 'not-found' });
      await use(`answer to ${callback}`, { counts: false, relieves: true }, async () => {
        await send({ jsonrpc: '2.0', ...response } as JSONRPCMessage);
        return { result: undefined, hits: 0 };
      });
      return {};
    },
    receive: async () => ({ messages: await inbox.receive() }),
  };

  const opening = { counts: true, caveat: caveatAgainst(levels, 'ping', undefined) };
  const handshake = await use('initialize', opening, async () => {
    const room = () => inbox.room() ?? forNobody.room();
    const open = async (): Promise<Link> => server.open(await powers.openWire(connectionNow, room));
    linked = await keepLinked({ open, again, isGone: isSessionGone, now: powers.now, signal: powers.signal });
    const { value, hits } = scrubbing.scrub(linked.first.handshake);
    return { result: value as McpHandshake, hits };
  }).catch(async (error: unknown) => {
    await linked?.close(false); // it may have been there already, and nobody will have it
    throw error;
  });
  if (handshake === undefined || powers.signal.aborted) {
    await linked?.close(false);
    throw new ValetkeyError({ code: 'capability-closed' });
  }
  return Object.freeze<McpSession>({
    handshake,
    facet,
    close: async (politely) => {
      server.fail(new ValetkeyError({ code: 'capability-closed' }));
      await linked?.close(politely);
    },
  });
};

const given = (params: JsonObject | undefined): { params?: Record<string, unknown> } =>
  params === undefined ? {} : { params };
