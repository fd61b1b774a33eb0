import {
  defined,
  type JsonObject,
  type McpHandshake,
  type McpMessageId,
  type McpRequestMethod,
} from '@valetkey/api-contracts';
import type { McpPort } from './mcp-port.ts';
import { nextRequestId } from './request-id.ts';

type Message = {
  readonly id?: unknown;
  readonly method?: unknown;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
};

/**
 * A session's port, whose methods are those of 2025-11-25, as a client of 2026-07-28 wants to see a server. It holds no
 * authority: whatever it says to the port, the extension could say itself.
 */
export type ModernClient = {
  /** The answer to `server/discover`. */
  readonly discovered: JsonObject;
  request(
    id: McpMessageId,
    method: McpRequestMethod | 'subscriptions/listen',
    params: JsonObject,
  ): Promise<void>;
  cancelled(id: unknown): Promise<void>;
  /** From the port. */
  receive(message: Message): void;
};

export const modernRevision = '2026-07-28';
const reserved = 'io.modelcontextprotocol/';
/** Results that say how long they may be kept. Not at all, where the server does not say so. */
const cacheable: readonly unknown[] = [
  ...['tools/list', 'prompts/list', 'resources/list', 'resources/templates/list', 'resources/read'],
  'server/discover',
];
/** Only their results may ask back. */
const mayAsk: readonly unknown[] = ['tools/call', 'prompts/get', 'resources/read'];

/** One request over the port, which the client may send in several rounds. */
type Call = {
  readonly method: unknown;
  readonly portId: McpMessageId;
  readonly portToken: unknown;
  /** Of the round that waits for an answer. Undefined: the client has a question, and has not answered yet. */
  round: { readonly id: McpMessageId; readonly token: unknown } | undefined;
  /** What came in the meantime. */
  settled: Message | undefined;
};
/** What was told before the acknowledgement, which comes first, waits. */
type Listener = { readonly wants: JsonObject; readonly early?: Message[] };
type Question = { readonly key: string; readonly id: unknown; readonly asks: JsonObject };

export function makeModernClient(
  { handshake, request, notify, respond }: McpPort,
  deliver: (message: Message) => void,
  errorFor: (error: unknown) => object,
): ModernClient {
  const calls = new Map<unknown, Call>();
  const questions: Question[] = [];
  /** Those that the client has, by their keys. */
  const asked = new Map<string, unknown>();
  const listening = new Map<unknown, Listener>();
  /** Answers to our own requests, once they are there. */
  const own = new Map<unknown, Message | undefined>();
  let logLevel: unknown;

  const answer = (id: McpMessageId, method: unknown, result: JsonObject): void =>
    deliver({ jsonrpc: '2.0', id, result: inModernWords(method, result) } as Message);
  const settle = (call: Call): void => {
    const { round, settled, method, portId } = call;
    if (round === undefined || settled === undefined) return;
    calls.delete(portId);
    if (settled.result === undefined) deliver({ ...settled, jsonrpc: '2.0', id: round.id } as Message);
    else answer(round.id, method, settled.result as JsonObject);
  };
  /** A question needs a result that can carry it: any call's will do, because the broker knows who asked. */
  const askBack = (): void => {
    const [question] = questions;
    if (question === undefined) return;
    const call = [...calls.values()].find(
      ({ method, round, settled }) => mayAsk.includes(method) && round !== undefined && settled === undefined,
    );
    if (call?.round === undefined) return;
    questions.shift();
    const { id } = call.round;
    call.round = undefined;
    const inputRequests = { [question.key]: question.asks };
    const requestState = String(call.portId);
    deliver({
      jsonrpc: '2.0',
      id,
      result: { resultType: 'input_required', inputRequests, requestState },
    } as Message);
    asked.set(question.key, question.id);
  };
  const nextRound = async (call: Call, id: McpMessageId, params: JsonObject): Promise<void> => {
    call.round = { id, token: tokenIn(params) };
    for (const [key, result] of Object.entries((params['inputResponses'] ?? {}) as JsonObject)) {
      const question = asked.get(key);
      // Withdrawn, or not asked: the port knows neither.
      if (asked.delete(key))
        await respond(question as McpMessageId, result as JsonObject).catch(() => undefined);
    }
    settle(call);
    askBack();
  };
  /** A request that the client did not make: its id is no number, as the client's are. Whether it went well. */
  const ownRequest = async (method: McpRequestMethod, params: JsonObject): Promise<boolean> => {
    const id = `valetkey ${nextRequestId()}`;
    own.set(id, undefined);
    await request(id, method, params).catch(() => undefined);
    const wentWell = own.get(id)?.result !== undefined;
    own.delete(id);
    return wentWell;
  };
  const tell = (listener: unknown, { wants, early }: Listener, message: Message): void => {
    const params = (message.params ?? {}) as JsonObject;
    if (!isWanted(message.method, params, wants)) return;
    if (early === undefined) deliver(told(message.method, listener, params));
    else early.push(message);
  };
  const listen = async (id: McpMessageId, params: JsonObject): Promise<void> => {
    const wants = (params['notifications'] ?? {}) as JsonObject;
    const early: Message[] = [];
    listening.set(id, { wants, early });
    const uris = urisIn(wants);
    const subscribed = await Promise.all(uris.map((uri) => ownRequest('resources/subscribe', { uri })));
    // Called off meanwhile.
    if (!listening.has(id)) return;
    const honoured = honouredOf(
      wants,
      handshake.capabilities,
      uris.filter((_, at) => subscribed[at]),
    );
    const listener: Listener = { wants: honoured };
    listening.set(id, listener);
    deliver(told('notifications/subscriptions/acknowledged', id, { notifications: honoured }));
    for (const message of early) tell(id, listener, message);
  };

  return Object.freeze<ModernClient>({
    discovered: inModernWords('server/discover', discoveredAs(handshake)),
    request: async (id, method, { ...params }) => {
      if (method === 'subscriptions/listen') return listen(id, params);
      const { requestState, inputResponses: _, ...said } = params;
      const parked = [...calls.values()].find(
        ({ portId, round }) => round === undefined && String(portId) === requestState,
      );
      if (parked !== undefined) return nextRound(parked, id, params);
      const wanted = metaIn(params)[`${reserved}logLevel`];
      if (typeof wanted === 'string' && wanted !== logLevel) {
        logLevel = wanted;
        void ownRequest('logging/setLevel', { level: wanted });
      }
      const token = tokenIn(params);
      const call: Call = { method, portId: id, portToken: token, round: { id, token }, settled: undefined };
      calls.set(id, call);
      const sent = request(id, method, said);
      askBack();
      await sent.catch((error: unknown) => {
        call.settled = { error: errorFor(error) };
        settle(call);
      });
      // It was called off.
      if (call.settled === undefined) calls.delete(id);
    },
    cancelled: async (id) => {
      const uris = urisIn(listening.get(id)?.wants);
      if (listening.delete(id)) {
        const others = new Set([...listening.values()].flatMap(({ wants }) => urisIn(wants)));
        for (const uri of uris) if (!others.has(uri)) await ownRequest('resources/unsubscribe', { uri });
        return;
      }
      const call = [...calls.values()].find(({ round }) => round?.id === id);
      if (call === undefined) return;
      calls.delete(call.portId);
      await notify('notifications/cancelled', { requestId: call.portId });
    },
    receive: (message) => {
      const { id, method } = message;
      const params = (message.params ?? {}) as JsonObject;
      if (method === undefined) {
        if (own.has(id)) own.set(id, message);
        const call = calls.get(id);
        if (call === undefined) return;
        call.settled = message;
        return settle(call);
      }
      if (id !== undefined) {
        questions.push({ key: String(id), id, asks: { method: String(method), params } });
        return askBack();
      }
      if (method === 'notifications/progress') {
        const call = [...calls.values()].find(({ portToken }) => portToken === params['progressToken']);
        const token = call?.round?.token;
        if (token !== undefined) deliver({ ...message, params: { ...params, progressToken: token } });
        return;
      }
      if (method === 'notifications/cancelled') {
        const at = questions.findIndex((one) => one.id === params['requestId']);
        if (at >= 0) questions.splice(at, 1);
        asked.delete(String(params['requestId']));
        return;
      }
      if (method === 'notifications/message') return deliver(message);
      for (const [id, listener] of listening) tell(id, listener, message);
    },
  });
}

const metaIn = ({ _meta }: JsonObject): JsonObject => (_meta ?? {}) as JsonObject;
const tokenIn = (params: JsonObject): unknown => metaIn(params)['progressToken'];
const urisIn = (wants: JsonObject | undefined): readonly string[] =>
  (wants?.['resourceSubscriptions'] ?? []) as readonly string[];

/** What a server tells of: lists whose changes it declares, and resources to which it let us subscribe. */
const honouredOf = (wants: JsonObject, capabilities: JsonObject, uris: readonly string[]): JsonObject => {
  const honoured = (name: string, kind: string): true | undefined =>
    wants[name] === true && (capabilities[kind] as JsonObject | undefined)?.['listChanged'] === true
      ? true
      : undefined;
  return defined({
    toolsListChanged: honoured('toolsListChanged', 'tools'),
    promptsListChanged: honoured('promptsListChanged', 'prompts'),
    resourcesListChanged: honoured('resourcesListChanged', 'resources'),
    resourceSubscriptions: uris.length > 0 ? [...uris] : undefined,
  }) as JsonObject;
};

const isWanted = (method: unknown, { uri }: JsonObject, wants: JsonObject): boolean => {
  switch (method) {
    case 'notifications/tools/list_changed':
      return wants['toolsListChanged'] === true;
    case 'notifications/prompts/list_changed':
      return wants['promptsListChanged'] === true;
    case 'notifications/resources/list_changed':
      return wants['resourcesListChanged'] === true;
    default:
      // What lies below a subscribed resource is told under its own address.
      return typeof uri === 'string' && urisIn(wants).some((one) => uri.startsWith(one));
  }
};

const told = (method: unknown, subscription: unknown, params: JsonObject): Message =>
  ({
    jsonrpc: '2.0',
    method,
    params: { ...params, _meta: { ...metaIn(params), [`${reserved}subscriptionId`]: subscription } },
  }) as Message;

const inModernWords = (method: unknown, result: JsonObject): JsonObject => {
  const whole = { ...result, resultType: 'complete' };
  return (cacheable.includes(method) ? { ttlMs: 0, cacheScope: 'private', ...whole } : whole) as JsonObject;
};

const discoveredAs = ({ serverInfo, capabilities, instructions }: McpHandshake): JsonObject =>
  defined({
    supportedVersions: [modernRevision],
    capabilities,
    instructions,
    _meta: { [`${reserved}serverInfo`]: serverInfo },
  }) as JsonObject;
