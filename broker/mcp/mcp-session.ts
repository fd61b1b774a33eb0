import type { JSONRPCMessage } from '@modelcontextprotocol/client';
import {
  type ConnectionId,
  type Facet,
  frameLimits,
  type JsonObject,
  type McpCallback,
  type McpHandshake,
  type McpOffers,
  type McpRequestMethod,
  type McpServerMessage,
  type McpSessionContract,
  mcpMessageId,
  ValetkeyError,
} from '@valetkey/api-contracts';
import { admitsCallback, admitsTool } from '../grants/caveats.ts';
import type { Live } from '../grants/ledger.ts';
import { fitsIn } from '../port/measure-value.ts';
import type { Share } from '../port/share.ts';
import type { ConnectionInUse } from '../resolve/connection-in-use.ts';
import type { Talk } from '../secrets/door.ts';
import { takeReceived } from '../use/daily-budget.ts';
import type { FetchPowers } from '../use/fetch.ts';
import type { UnderWay } from '../use/under-way.ts';
import { ownIcons, withBoundedIcons } from './bounded-icons.ts';
import { unreserved } from './envelope.ts';
import type { Eras } from './eras.ts';
import { makeExtensionRequests } from './extension-requests.ts';
import { makeForNobody } from './for-nobody.ts';
import { bareMessage } from './from-server.ts';
import { type AskServer, guardTools, type ToolPowers } from './guarded-tools.ts';
import { heldUntilTaken } from './held-until-taken.ts';
import { makeInbox } from './inbox.ts';
import type { RoundPowers } from './input-rounds.ts';
import type { KeptTasks } from './kept-tasks.ts';
import { leavesBy } from './leaving-notification.ts';
import type { Link } from './link.ts';
import { keepLinked, type Linked } from './linked.ts';
import { isSessionGone } from './mcp-error.ts';
import { makeMcpUse, sizeOf } from './mcp-use.ts';
import type { NegotiationPowers } from './negotiate.ts';
import { makePendingRequest, type PendingRequest } from './pending-request.ts';
import { type ElicitResult, makePersonQuestions } from './person-questions.ts';
import { tokenIn } from './progress-token.ts';
import type { Elicitation } from './read-elicitation.ts';
import { makeRemembered } from './remembered.ts';
import { makeServerSide } from './server-side.ts';
import { makeSessionTasks } from './session-tasks.ts';
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
    /** With this session's server. */
    readonly talk: Pick<Talk, 'open' | 'takeHits' | 'text'>;
    readonly openWire: (connection: () => ConnectionInUse, room: Room) => Promise<Wire>;
    readonly transport: NegotiationPowers['transport'];
    readonly eras: Eras;
    readonly keptTasks: Pick<KeptTasks, 'begin' | 'of' | 'follow'>;
    readonly signedInAt: (id: ConnectionId) => number | undefined;
    readonly share: Pick<Share, 'hold' | 'letGo'>;
    /** Shows a server's question to the person, by main's own means. Undefined: nobody can be asked. */
    readonly elicit: ElicitFor | undefined;
    /** Aborted when the session is over, also while it is being opened. */
    readonly signal: AbortSignal;
  };

export type ElicitFor = (
  live: Live,
  question: { readonly server: string; readonly elicitation: Elicitation },
  withdrawn: AbortSignal,
) => Promise<ElicitResult>;

/** Opens a session with the connection's server. What is said in it passes `facet`, or server-side.ts's `receive`. */
export const openMcpSession = async (
  live: Live,
  { offers: wanted, protocolVersion }: { offers: McpOffers; protocolVersion: string | undefined },
  underWay: UnderWay,
  powers: McpSessionPowers,
): Promise<McpSession> => {
  const { levels } = live;
  const { talk } = powers;
  const offers = Object.fromEntries(
    Object.entries(wanted).filter(([callback]) => admitsCallback(levels, callback as McpCallback)),
  ) as McpOffers;
  const wholeServer = admitsTool(levels, '*');
  const inbox = makeInbox();
  const forNobody = makeForNobody();
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
  /** A further round of a request, which carries what the extension answered: as the first one, but for its count. */
  const sendAgain: RoundPowers['sendAgain'] = async ({ method, params }, send) => {
    await use(
      `${subjectOf(method as McpRequestMethod, params)} (continued)`,
      { counts: false, message: params, relieves: true },
      async () => {
        const due = method === 'tools/call' ? tools.stillAgreed() : undefined;
        if (due !== undefined) await due;
        await send();
        return sentOnly;
      },
    );
  };
  const sessionTasks = makeSessionTasks(live, powers);
  const { elicit } = powers;
  const server = makeServerSide({
    person:
      elicit &&
      makePersonQuestions(
        (elicitation, withdrawn) => elicit(live, { server: serverName(), elicitation }, withdrawn),
        powers.signal,
      ),
    answerByPerson: (send) =>
      use('answer to elicitation (by the user)', { counts: false, relieves: true }, async () => {
        await send();
        return sentOnly;
      }),
    transport: powers.transport,
    memory: {
      recall: () => powers.eras.recall(current),
      keep: (known) => powers.eras.keep(current, known),
      forget: () => powers.eras.forget(current),
    },
    scrubText: talk.text,
    sendAgain,
    keepTask: (call, serverTaskId) => sessionTasks.keep(call, serverTaskId, current.authorityDigest),
    offers,
    protocolVersion,
    wholeServer,
    inbox,
    forNobody,
    signal: powers.signal,
    toolsChanged: () => tools.changed(),
    credential: () =>
      [
        ...current.secretRefs.map(({ field, setAt }) => `${field} ${setAt}`),
        current.oauth && powers.signedInAt(current.id),
      ].join(),
    missed: (capabilities, uris) => {
      listsMayDiffer(capabilities);
      for (const uri of wholeServer ? uris : [])
        inbox.push(
          { jsonrpc: '2.0', method: 'notifications/resources/updated', params: { uri } },
          uri.length,
        );
    },
  });
  /** As it calls itself. */
  const serverName = (): string => {
    const { title, name } = linked?.first.handshake.serverInfo ?? {};
    const said = [title, name].find((one) => typeof one === 'string' && one !== '');
    return said === undefined ? 'unnamed' : String(said);
  };
  const prepare = (connection: ConnectionInUse): void => {
    current = connection;
    talk.open(connection);
  };
  /** Built for each message, because a secret may be replaced while the previous message waits for the user. */
  const connectionNow = (): ConnectionInUse => {
    if (!powers.signal.aborted) prepare(powers.connectionOf(live));
    return current;
  };
  const use = makeMcpUse(live, underWay, { ...powers, prepare, scrubText: talk.text });
  /** What the server answers, within the bounds of a frame and scrubbed. Undefined: it was called off. */
  const ask = async (
    request: PendingRequest,
    ready?: () => Promise<void> | undefined,
    over = (link: Link): Promise<void> => link.request(request),
  ): ReturnType<AskServer> => {
    if (!request.isOpen()) return undefined;
    waiting.add(request);
    const { method, params } = request;
    held({ jsonrpc: '2.0', method, ...given(params) }, () => sendOver(over, ready)).catch(request.fail);
    const answered = await request.answer.finally(() => waiting.delete(request));
    if (answered === undefined) return undefined;
    if (!fitsIn(answered, frameLimits)) throw new ValetkeyError({ code: 'response-too-large' });
    const value = await server.openNeeded(bareMessage(answered) as JsonObject);
    return { value, hits: talk.takeHits(), worked: 'result' in value && request.wasAsked() };
  };
  const tools = guardTools(live, {
    tools: powers.tools,
    askCall: powers.askCall,
    use,
    ask,
    connection: () => current,
    scrubText: talk.text,
  });
  const listsMayDiffer = (capabilities: JsonObject): void => {
    tools.changed();
    for (const kind of ['tools', 'resources', 'prompts'] as const) {
      if (capabilities[kind] === undefined || (kind !== 'tools' && !wholeServer)) continue;
      inbox.push({ jsonrpc: '2.0', method: `notifications/${kind}/list_changed` }, 0);
    }
  };
  /** After a restart, the server is told what the old one knew, and the extension is told that lists may differ. */
  const again = async (link: Link): Promise<void> => {
    for (const { method, params } of remembered.all())
      await use(
        `${subjectOf(method as McpRequestMethod, params)} (again)`,
        { counts: false, message: params, relieves: true },
        async () => {
          await link.request(makePendingRequest(method, params)); // nobody waits for its answer
          return { result: undefined, hits: 0, worked: false };
        },
      );
    listsMayDiffer(link.handshake.capabilities);
  };
  const leaving = leavesBy({ offers, server, callOff: underWayNow.callOff, sendOver });
  /** What the server sent by itself, before the extension has it. */
  const handedOver = (messages: McpServerMessage[]): McpServerMessage[] => {
    if (messages.length > 0) takeReceived(live, sizeOf(live, messages), powers);
    return messages;
  };
  const facet: Facet<McpSessionContract> = {
    request: async (asked) => {
      const { id } = asked;
      if (asked.method === 'tasks/list')
        return {
          messages: [...handedOver(inbox.take()), { jsonrpc: '2.0', id, result: sessionTasks.list() }],
        };
      const task = asked.method === 'tasks/result' ? sessionTasks.find(asked.params) : undefined;
      const { method, params: said } = task?.call ?? asked;
      // An older server that speaks both eras would take them for the words of a client of the new one.
      const params = unreserved(said);
      const token = progressToken.safeParse(tokenIn(params));
      const request = makePendingRequest(method, params, token.data);
      const caveat = caveatAgainst(levels, method, params);
      const before = async (): Promise<'go on' | 'called off'> => {
        if (!token.success)
          throw new ValetkeyError({ code: 'invalid-input', at: 'params._meta.progressToken' });
        underWayNow.begin(id, request);
        if (task !== undefined) return tools.beforeResuming(request);
        return method === 'tools/call' ? tools.before(request) : 'go on';
      };
      const { calledOff } = request;
      const tool = method === 'tools/call' ? String(params?.['name']) : undefined;
      const answer = await use(
        task === undefined ? subjectOf(method, params) : `${subjectOf(method, params)} (resumed)`,
        { counts: task === undefined, message: params, tool, caveat, calledOff, before },
        async () => {
          const listed = method === 'tools/list' ? tools.listing(params) : undefined;
          // Since the user was asked the server may have said that its tools are others, or have become another one.
          const ready = method === 'tools/call' ? tools.stillAgreed : undefined;
          const memory = remembers(method, params);
          if (memory?.keep === true) remembered.check(memory.key, request);
          const answered = await ask(request, ready, task?.over(request));
          if (answered === undefined) return undefined;
          const { value, ...how } = answered;
          const { result } = value as { result?: JsonObject };
          if (result !== undefined && memory?.keep === true) remembered.keep(memory.key, request);
          else if (result !== undefined && memory !== undefined) remembered.drop(memory.key);
          if (result === undefined) return { result: { ...value, id } as McpServerMessage, ...how };
          await listed?.(result);
          const shown = withBoundedIcons(listed === undefined ? result : onlyAdmittedTools(levels, result));
          return { result: { ...value, id, result: shown } as McpServerMessage, ...how };
        },
      ).finally(() => underWayNow.end(id, request));
      return { messages: answer === undefined ? [] : [...handedOver(inbox.take()), answer] };
    },
    notify: async ({ method, params: said = {} }) => {
      const params = unreserved(said);
      const leave = leaving(method, params);
      if (leave === undefined) return {};
      await use(method, { counts: false, message: params, relieves: true }, async () => {
        await held({ jsonrpc: '2.0', method, params }, leave);
        return sentOnly;
      });
      return {};
    },
    respond: async (response) => {
      const gone = (): never => {
        throw new ValetkeyError({ code: 'not-found' });
      };
      const asked = server.findCallback(response.id) ?? gone();
      const about = { counts: false, message: response, relieves: true } as const;
      await use(`answer to ${asked.callback}`, about, async () => {
        await held({ jsonrpc: '2.0', ...response } as JSONRPCMessage, () => {
          // Only now: an answer that may not leave, for its size, say, can be followed by one that may.
          const taken = server.takeCallback(response.id) ?? gone();
          return taken.answer(response);
        });
        return sentOnly;
      });
      return {};
    },
    receive: async () => ({ messages: handedOver(await inbox.receive()) }),
  };

  const opening = { counts: true, caveat: caveatAgainst(levels, 'ping', undefined) };
  const handshake = await use('initialize', opening, async () => {
    const room = () => inbox.room() ?? forNobody.room();
    const openWire = (): Promise<Wire> => powers.openWire(connectionNow, room);
    const open = (): Promise<Link> => server.open(openWire);
    linked = await keepLinked({ open, again, isGone: isSessionGone, now: powers.now, signal: powers.signal });
    return { result: linked.first.handshake, hits: talk.takeHits(), worked: true };
  }).catch(async (error: unknown) => {
    await linked?.close(false); // it may have been there already, and nobody will have it
    throw error;
  });
  if (handshake === undefined || powers.signal.aborted) {
    await linked?.close(false);
    throw new ValetkeyError({ code: 'capability-closed' });
  }
  return Object.freeze<McpSession>({
    handshake: { ...handshake, serverInfo: ownIcons(handshake.serverInfo) },
    facet,
    close: async (politely) => {
      for (const request of [...waiting]) request.fail(new ValetkeyError({ code: 'capability-closed' }));
      await linked?.close(politely);
    },
  });
};

/** Made once: building a schema takes 30 us. */
const progressToken = mcpMessageId.optional();

/** Nothing comes back. */
const sentOnly = { result: undefined, hits: 0, worked: false } as const;

const given = (params: JsonObject | undefined): { params?: Record<string, unknown> } =>
  params === undefined ? {} : { params };
