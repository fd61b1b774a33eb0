import { setTimeout as pause } from 'node:timers/promises';
import { defined, type JsonObject, ValetkeyError } from '@valetkey/api-contracts';
import { isObject } from '../json/is-object.ts';
import { makeQueue } from '../time/make-queue.ts';
import { subscriptionKey, withoutReserved } from './envelope.ts';
import { makePendingRequest, type PendingRequest } from './pending-request.ts';
import type { ServerMessage } from './wire-ids.ts';

/**
 * `subscriptions/listen` of one link: what servers told on a stream of their own before 2026-07-28 comes as the answer
 * to a request, which stays open. One request listens at a time; another filter needs another request.
 */
export type Subscription = {
  /** Listens if the server declares anything to listen to. No caller waits for it. */
  begin(): void;
  subscribe(uri: string): Promise<void>;
  unsubscribe(uri: string): Promise<void>;
  /** What to hand on. Undefined: nobody subscribed to that. */
  heard(notification: ServerMessage): ServerMessage | undefined;
  acknowledged(notification: ServerMessage): void;
  /** The server ends it. False: it was another request's. */
  calledOff(notification: ServerMessage): boolean;
  end(): void;
};

type Listening = {
  readonly request: PendingRequest;
  /** What the server tells of, where it says so. */
  readonly honoured: JsonObject | undefined;
};

const mostUris = 1_024;
const ackMs = 30_000;
const firstPauseMs = 1_000;
const longestPauseMs = 30_000;
const mostFailures = 20;

export function makeSubscription(powers: {
  readonly capabilities: JsonObject;
  readonly wholeServer: boolean;
  readonly paramsOf: (params: JsonObject) => JsonObject;
  readonly send: (request: PendingRequest) => Promise<void>;
  readonly isUnder: (id: unknown, request: PendingRequest) => boolean;
  /** What changed while nobody listened is not known. */
  readonly missed: (uris: readonly string[]) => void;
}): Subscription {
  const { capabilities, wholeServer, paramsOf, send, isUnder, missed } = powers;
  const uris = new Set<string>();
  let current: Listening | undefined;
  /** Not acknowledged yet: until then the one before it is heard. */
  let opening:
    | { readonly request: PendingRequest; readonly ready: (honoured: JsonObject | undefined) => void }
    | undefined;
  const queue = makeQueue();
  let failures = 0;
  let ended = false;
  let began = false;

  /** True or undefined: nothing is asked for that the server does not declare. */
  const tells = (kind: string): true | undefined => {
    const declared = capabilities[kind];
    const listed = isObject(declared) && declared['listChanged'] === true;
    return listed && (kind === 'tools' || wholeServer) ? true : undefined;
  };
  const filter = (): JsonObject =>
    defined({
      toolsListChanged: tells('tools'),
      promptsListChanged: tells('prompts'),
      resourcesListChanged: tells('resources'),
      resourceSubscriptions: uris.size > 0 ? [...uris] : undefined,
    }) as JsonObject;
  const leave = (request: PendingRequest | undefined): void => {
    request
      ?.callOff()?.({})
      .catch(() => undefined);
  };
  const drop = (): void => {
    const before = current;
    current = undefined;
    leave(before?.request);
  };
  /** Resolves when the server acknowledges the subscription. Rejects, and what was listened to before still is. */
  const listen = async (): Promise<void> => {
    const notifications = filter();
    const next = Object.keys(notifications).length > 0 && !ended ? await open(notifications) : undefined;
    // Only now, so that nothing is missed in between.
    drop();
    if (ended) return leave(next?.request);
    current = next;
    const broke = (): void => {
      if (current === next) void again();
    };
    next?.request.answer.then((answer) => answer === undefined || broke(), broke);
  };
  /** Each one replaces the one before it. */
  const inTurn = (): Promise<void> => queue(listen);
  const open = async (notifications: JsonObject): Promise<Listening> => {
    const request = makePendingRequest('subscriptions/listen', paramsOf({ notifications }));
    const begun = new Promise<Listening>((resolve) => {
      opening = { request, ready: (honoured) => resolve({ request, honoured }) };
    });
    const over = request.answer.then(
      () => undefined,
      () => undefined,
    );
    const timer = setTimeout(leave, ackMs, request);
    timer.unref();
    try {
      send(request).catch(request.fail);
      const first = await Promise.race([begun, over]);
      if (first === undefined) throw new ValetkeyError({ code: 'mcp-failed', why: 'not-subscribed' });
      failures = 0;
      return first;
    } finally {
      opening = undefined;
      clearTimeout(timer);
    }
  };
  const again = async (): Promise<void> => {
    drop();
    while (!ended && failures < mostFailures) {
      const wait = Math.min(firstPauseMs * 1.5 ** failures, longestPauseMs);
      failures += 1;
      await pause(wait, undefined, { ref: false });
      if (ended) return;
      const listens =
        current !== undefined ||
        (await inTurn().then(
          () => true,
          () => false,
        ));
      // Also after the first attempt that fails: calls may work all the while.
      if (listens || failures === 1) missed([...uris]);
      if (listens) return;
    }
  };
  /** Of the open requests, the one that a message names. */
  const named = (id: unknown): PendingRequest | undefined =>
    [current?.request, opening?.request].find((request) => request !== undefined && isUnder(id, request));
  return Object.freeze<Subscription>({
    begin: () => {
      // Another subscription replaced this one meanwhile; its filter includes this one.
      if (began || ended) return;
      began = true;
      // A server that declares changes but refuses to send them counts as one that does not declare them.
      inTurn().catch(() => undefined);
    },
    subscribe: async (uri) => {
      began = true;
      const isNew = !uris.has(uri);
      if (isNew && uris.size >= mostUris) throw new ValetkeyError({ code: 'too-many-requests' });
      uris.add(uri);
      try {
        await inTurn();
        const told = current?.honoured?.['resourceSubscriptions'];
        if (current?.honoured !== undefined && !(Array.isArray(told) && told.includes(uri)))
          throw new ValetkeyError({ code: 'mcp-failed', why: 'not-subscribed' });
      } catch (error) {
        // Or the server would refuse each later subscription for this one.
        if (isNew) uris.delete(uri);
        throw error;
      }
    },
    unsubscribe: async (uri) => {
      if (uris.delete(uri)) await inTurn();
    },
    heard: (message) => {
      const params = paramsIn(message);
      const { _meta: meta, ...rest } = params;
      if (named(subscriptionIn(params)) === undefined) return undefined;
      // A server may send updates of what lies below a subscribed resource, and of nothing else.
      const isUpdate = 'method' in message && message.method === 'notifications/resources/updated';
      if (isUpdate && uris.size === 0) return undefined;
      const others = withoutReserved(meta);
      const own = Object.keys(others).length === 0 ? rest : { ...rest, _meta: others };
      return { ...message, params: own } as ServerMessage;
    },
    acknowledged: (message) => {
      const params = paramsIn(message);
      if (opening === undefined || !isUnder(subscriptionIn(params), opening.request)) return;
      const { notifications } = params;
      opening.ready(isObject(notifications) ? (notifications as JsonObject) : undefined);
    },
    calledOff: (message) => {
      const request = named(paramsIn(message)['requestId']);
      request?.fail(new ValetkeyError({ code: 'mcp-failed', why: 'not-subscribed' }));
      return request !== undefined;
    },
    end: () => {
      ended = true;
      leave(opening?.request);
      drop();
    },
  });
}

const paramsIn = (message: ServerMessage): JsonObject => {
  const params = 'method' in message ? message.params : undefined;
  return isObject(params) ? params : {};
};

/** The id of the request that a notification names as its own. */
const subscriptionIn = ({ _meta: meta }: JsonObject): unknown =>
  isObject(meta) ? meta[subscriptionKey] : undefined;
