import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import {
  type Facet,
  frameLimits,
  type JsonObject,
  type McpCallback,
  type McpHandshake,
  type McpNotificationMethod,
  type McpOffers,
  type McpServerMessage,
  type McpSessionContract,
  mcpMessageId,
  ValetkeyError,
} from '@valetkey/api-contracts';
import { admitsCallback, admitsTool } from '../grants/caveats.ts';
import type { Live } from '../grants/ledger.ts';
import type { Scrub } from '../network/send.ts';
import { fitsIn } from '../port/measure-value.ts';
import type { Share } from '../port/share.ts';
import type { ConnectionInUse } from '../resolve/connection-in-use.ts';
import type { Credential } from '../secrets/credential.ts';
import type { ProgramScrub } from '../secrets/server-program.ts';
import type { FetchPowers } from '../use/fetch.ts';
import type { UnderWay } from '../use/under-way.ts';
import { makeExtensionRequests } from './extension-requests.ts';
import { makeForNobody } from './for-nobody.ts';
import { bareMessage } from './from-server.ts';
import { guardTools, type ToolPowers } from './guarded-tools.ts';
import { heldUntilTaken } from './held-until-taken.ts';
import { makeInbox } from './inbox.ts';
import type { Link } from './link.ts';
import { keepLinked, type Linked } from './linked.ts';
import { isSessionGone } from './mcp-error.ts';
import { makeMcpUse } from './mcp-use.ts';
import { makePendingRequest, type PendingRequest } from './pending-request.ts';
import { tokenIn } from './progress-token.ts';
import { makeRemembered } from './remembered.ts';
import { makeScrubbing } from './scrubbing.ts';
import { makeServerSide } from './server-side.ts';
import { caveatAgainst, onlyAdmittedTools, remembers, subjectOf } from './to-server.ts';
import type { Room, Wire } from './wire.ts';
import { plainNotification } from './wire-message.ts';

/** A session as its port serves it. */
export type McpSession = {
  readonly handshake: McpHandshake;
  readonly facet: Facet<McpSessionContract>;
  close(politely: boolean): Promise<void>;
};

export type McpSessionPowers = FetchPowers &
  ToolPowers & {
    readonly credential: (connection: ConnectionInUse) => Pick<Credential, 'inUse'>;
    readonly openWire: (
      connection: () => ConnectionInUse,
      room: Room,
      scrub: Scrub & ProgramScrub,
    ) => Promise<Wire>;
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
  const underWayNow = makeExtensionRequests();
  const waiting = new Set<PendingRequest>();
  let current: ConnectionInUse;
  let linked: Linked | undefined;

  const held = (message: JSONRPCMessage, leave: () => Promise<void>): Promise<void> =>
    heldUntilTaken(message, powers.share, leave);
  const sendOver: Linked['send'] = async (over, ready) => {
    if (linked === undefined) throw new ValetkeyError({ code: 'capability-closed' });
    await linked.send(over, ready);
  };
  const server = makeServerSide({
    offers,
    protocolVersion,
    wholeServer,
    inbox,
    forNobody,
    signal: powers.signal,
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
    request: PendingRequest,
    ready?: () => Promise<void> | undefined,
  ): Promise<{ readonly value: JsonObject; readonly hits: number } | undefined> => {
    if (!request.isOpen()) return undefined;
    waiting.add(request);
    const { method, params } = request;
    const over = (link: Link): Promise<void> => link.request(request);
    held({ jsonrpc: '2.0', method, ...given(params) }, () => sendOver(over, ready)).catch(request.fail);
    const answered = await request.answer.finally(() => waiting.delete(request));
    if (answered === undefined) return undefined;
    if (!fitsIn(answered, frameLimits)) throw new ValetkeyError({ code: 'response-too-large' });
    return { value: bareMessage(answered) as JsonObject, hits: scrubbing.takeHits() };
  };
  const tools = guardTools(live, {
    tools: powers.tools,
    askCall: powers.askCall,
    use,
    ask,
    connection: () => current,
    scrubText: scrubbing.text,
  });
  /** The server was started anew: it is told what the old one knew, and the extension that lists may be others. */
  const again = async (link: Link): Promise<void> => {
    tools.changed();
    for (const { method, params } of remembered.all()) await link.request(makePendingRequest(method, params)); // nobody waits for its answer
    for (const kind of ['tools', 'resources', 'prompts'] as const) {
      if (link.handshake.capabilities[kind] === undefined || (kind !== 'tools' && !wholeServer)) continue;
      inbox.push({ jsonrpc: '2.0', method: `notifications/${kind}/list_changed` }, 0);
    }
  };
  /** How a notification of the extension's goes to the server. Undefined: the server need not hear of it. */
  const leaving = (method: McpNotificationMethod, params: JsonObject): (() => Promise<void>) | undefined => {
    switch (method) {
      case 'notifications/cancelled': {
        const tell = underWayNow.callOff(params['requestId']);
        return tell && (() => tell(params));
      }
      case 'notifications/progress': {
        const tell = server.findCallback(params['progressToken'])?.progress;
        return tell && (() => tell(params));
      }
      case 'notifications/roots/list_changed':
        if (offers.roots === undefined)
          throw new ValetkeyError({ code: 'caveat-refused', caveat: 'mcpCallbacks' });
        return () => sendOver((link) => link.tell(plainNotification(method, params)));
    }
  };
  const facet: Facet<McpSessionContract> = {
    request: async ({ id, method, params }) => {
      const token = mcpMessageId.optional().safeParse(tokenIn(params));
      const request = makePendingRequest(method, params, token.data);
      const caveat = caveatAgainst(levels, method, params);
      const before = async (): Promise<'go on' | 'called off'> => {
        if (!token.success)
          throw new ValetkeyError({ code: 'invalid-input', at: 'params._meta.progressToken' });
        underWayNow.begin(id, request);
        return method === 'tools/call' ? tools.before(request) : 'go on';
      };
      const answer = await use(subjectOf(method, params), { counts: true, caveat, before }, async () => {
        const listed = method === 'tools/list' ? tools.listing(params) : undefined;
        // Since the user was asked the server may have said that its tools are others, or have become another one.
        const ready = method === 'tools/call' ? tools.stillAgreed : undefined;
        const memory = remembers(method, params);
        if (memory?.keep === true) remembered.check(memory.key, request);
        const answered = await ask(request, ready);
        if (answered === undefined) return undefined;
        const { value, hits } = answered;
        const { result } = value as { result?: JsonObject };
        if (result !== undefined && memory?.keep === true) remembered.keep(memory.key, request);
        else if (result !== undefined && memory !== undefined) remembered.drop(memory.key);
        const own = { ...value, id } as McpServerMessage;
        if (listed === undefined || result === undefined) return { result: own, hits };
        await listed(result);
        return { result: { ...own, result: onlyAdmittedTools(levels, result) } as McpServerMessage, hits };
      }).finally(() => underWayNow.end(id, request));
      return { messages: answer === undefined ? [] : [...inbox.take(), answer] };
    },
    notify: async ({ method, params = {} }) => {
      const leave = leaving(method, params);
      if (leave === undefined) return {};
      await use(method, { counts: false, relieves: true }, async () => {
        await held({ jsonrpc: '2.0', method, params }, leave);
        return { result: undefined, hits: 0 };
      });
      return {};
    },
    respond: async (response) => {
      const asked = server.takeCallback(response.id);
      if (asked === undefined) throw new ValetkeyError({ code: 'not-found' });
      await use(`answer to ${asked.callback}`, { counts: false, relieves: true }, async () => {
        await held({ jsonrpc: '2.0', ...response } as JSONRPCMessage, () => asked.answer(response));
        return { result: undefined, hits: 0 };
      });
      return {};
    },
    receive: async () => ({ messages: await inbox.receive() }),
  };

  const opening = { counts: true, caveat: caveatAgainst(levels, 'ping', undefined) };
  const handshake = await use('initialize', opening, async () => {
    const room = () => inbox.room() ?? forNobody.room();
    const open = async (): Promise<Link> =>
      server.open(await powers.openWire(connectionNow, room, scrubbing.scrub));
    linked = await keepLinked({ open, again, isGone: isSessionGone, now: powers.now, signal: powers.signal });
    return { result: linked.first.handshake, hits: scrubbing.takeHits() };
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
      for (const request of [...waiting]) request.fail(new ValetkeyError({ code: 'capability-closed' }));
      await linked?.close(politely);
    },
  });
};

const given = (params: JsonObject | undefined): { params?: Record<string, unknown> } =>
  params === undefined ? {} : { params };
