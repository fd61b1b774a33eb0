import { type JsonObject, type McpHandshake, type McpOffers, ValetkeyError } from '@valetkey/api-contracts';
import { isObject } from '../json/is-object.ts';
import { promised } from '../time/promised.ts';
import type { Channel } from './channel.ts';
import { envelope, enveloped, serverInfoKey } from './envelope.ts';
import { listMethods, makeFreshResults } from './fresh-results.ts';
import { readFromServer } from './from-server.ts';
import { inRounds, type RoundPowers, resumeTask } from './input-rounds.ts';
import { rpcErrorIn } from './judge-discovery.ts';
import { type Link, readHandshake } from './link.ts';
import { isSessionGone } from './mcp-error.ts';
import { encodedValue, headerValues, type ParamHeader, paramHeadersIn } from './param-headers.ts';
import { makePendingRequest, type PendingRequest } from './pending-request.ts';
import { makeSubscription } from './subscription.ts';
import type { ServerMessage } from './wire-ids.ts';

/** What a session gives a link of 2026-07-28, over whichever wire. */
export type ModernPowers = Pick<RoundPowers, 'ask' | 'sendAgain' | 'keepTask'> & {
  readonly wholeServer: boolean;
  readonly scrubText: (text: string) => string;
  readonly pass: (message: ServerMessage) => void;
  readonly passProgress: (message: ServerMessage, of: PendingRequest | undefined) => void;
  readonly passedOver: () => void;
  readonly toolsChanged: () => void;
  /** Names the credential that the server answers to: changes with the connection's secret and sign-in. */
  readonly credential: () => string;
  /** What changed while nobody listened is not known: lists, and resources that were subscribed to. */
  readonly missed: (capabilities: JsonObject, uris: readonly string[]) => void;
  /** The server says that it does not speak this revision any more: the next link looks again. */
  readonly forgetEra: () => void;
};

export type ModernLink = Link & {
  receive(message: ServerMessage): void;
};

const unsupportedVersion = -32_022;
const headerMismatch = -32_020;
/** Listening begins this late at most, if no request comes before. */
const listenWithinMs = 250;
/** Bounds a server that lists tools under new names again and again. */
const mostNames = 4_096;

export function makeModernLink(
  channel: Channel,
  discovered: JsonObject,
  asks: { readonly offers: McpOffers; readonly protocolVersion: string },
  powers: ModernPowers,
): ModernLink {
  const { wire, exchange } = channel;
  const { offers } = asks;
  const overHttp = wire.hasPerRequestStream === true;
  const handshake = handshakeOf(discovered, asks.protocolVersion);
  const fresh = makeFreshResults(powers.credential);
  const [refused, refuse] = promised();
  let changes = 0;
  let logLevel: string | undefined;
  const headers = new Map<string, readonly ParamHeader[]>();

  /** The server's tools, without those whose annotations no client may follow. */
  const readTools = (result: JsonObject): JsonObject => {
    const { tools } = result;
    if (!overHttp || !Array.isArray(tools)) return result;
    const usable = tools.filter((tool: unknown) => {
      if (!isObject(tool)) return true; // refused where the list is read
      const declared = paramHeadersIn(tool['inputSchema']);
      if (declared === undefined) return false;
      const { name } = tool;
      if (typeof name !== 'string') return true;
      headers.delete(name);
      if (headers.size >= mostNames) headers.clear();
      if (declared.length > 0) headers.set(name, declared);
      return true;
    });
    return { ...result, tools: usable };
  };
  /** What goes into headers of this request. None of it may be what redaction would take out. */
  const headersOf = ({ method, params = {} }: PendingRequest): Record<string, string> => {
    const { name, uri, arguments: given } = params;
    const declared = method === 'tools/call' && typeof name === 'string' ? headers.get(name) : undefined;
    const values = headerValues(declared ?? [], given);
    const mirrored = [name, uri].filter((one) => typeof one === 'string');
    for (const text of [...mirrored, ...values.map(([, value]) => value)])
      if (powers.scrubText(text) !== text) throw new ValetkeyError({ code: 'invalid-input', at: 'params' });
    return Object.fromEntries(values.map(([header, value]) => [header, encodedValue(value)]));
  };
  const send = async (request: PendingRequest): Promise<void> => {
    if (!overHttp) return exchange.request(request);
    try {
      await exchange.request(request, { headers: headersOf(request), byStream: true });
    } catch (error) {
      const answer = rpcErrorIn(error);
      if (answer !== undefined) return request.settle(answer);
      // There is no session that could be gone: it is not sent again over another link.
      if (isSessionGone(error)) throw new ValetkeyError({ code: 'mcp-failed', why: 'http-404' }, error);
      throw error;
    }
  };
  const own = (params: JsonObject | undefined): JsonObject => enveloped(params, envelope(offers, logLevel));
  const subscription = makeSubscription({
    capabilities: handshake.capabilities,
    wholeServer: powers.wholeServer,
    isUnder: exchange.isUnder,
    missed: (uris) => {
      changes += 1;
      fresh.clear();
      powers.missed(handshake.capabilities, uris);
    },
    paramsOf: own,
    send,
  });
  const toolsChanged = (): void => {
    changes += 1;
    fresh.drop('tools');
    powers.toolsChanged();
  };
  const rounds: RoundPowers = {
    send,
    sendAgain: powers.sendAgain,
    ask: powers.ask,
    keepTask: powers.keepTask,
    paramsOf: own,
    refused: (code) => {
      // The server compares the headers with its own list of tools, which has changed.
      if (code === headerMismatch) toolsChanged();
      if (code !== unsupportedVersion) return;
      powers.forgetEra();
      refuse();
    },
  };

  const request = async (asked: PendingRequest): Promise<void> => {
    const { method, params = {} } = asked;
    switch (method) {
      case 'logging/setLevel':
        logLevel = typeof params['level'] === 'string' ? params['level'] : undefined;
        return asked.settleUnasked({});
      case 'resources/subscribe':
        await subscription.subscribe(String(params['uri']));
        return asked.settleUnasked({});
      case 'resources/unsubscribe':
        await subscription.unsubscribe(String(params['uri']));
        return asked.settleUnasked({});
      case 'ping': {
        const alive = makePendingRequest('server/discover', own(undefined));
        return passedOn(alive, asked, send, () => ({}));
      }
      default:
        return listMethods.includes(method) ? list(asked, params) : inRounds(asked, rounds);
    }
  };
  const list = async (asked: PendingRequest, params: JsonObject): Promise<void> => {
    const { method, progressToken } = asked;
    const known = fresh.get(method, params);
    if (known !== undefined) return asked.settleUnasked(known);
    const listed = makePendingRequest(method, own(params), progressToken);
    const standing = (): string => `${changes} ${powers.credential()}`;
    const before = standing();
    return passedOn(listed, asked, send, (answer) => {
      const result = method === 'tools/list' ? readTools(answer) : answer;
      // Not kept if the list or the credential changed while the answer was on its way.
      if (before === standing()) fresh.keep(method, params, result);
      return result;
    });
  };
  const receive = (message: ServerMessage): void => {
    const read = readFromServer(message);
    if (read.kind === 'answer') return exchange.answered(message) ? undefined : powers.passedOver();
    if (read.kind === 'progress') return powers.passProgress(message, exchange.inProgress(message));
    if (read.kind === 'called-off') return subscription.calledOff(message) ? undefined : powers.passedOver();
    const { method } = message as { method?: string };
    if (method === 'notifications/subscriptions/acknowledged') return subscription.acknowledged(message);
    // This revision has no requests of the server's. What is told of a request needs no subscription.
    if (read.kind !== 'notification') return powers.passedOver();
    const isLog = method === 'notifications/message';
    const heard = isLog ? (logLevel === undefined ? undefined : message) : subscription.heard(message);
    if (heard === undefined) return powers.passedOver();
    const changed = /^notifications\/(tools|prompts|resources)\/list_changed$/.exec(method ?? '')?.[1];
    if (changed !== undefined) {
      changes += 1;
      fresh.drop(changed);
    }
    if (changed === 'tools') powers.toolsChanged();
    if (read.about === 'resources-and-prompts' && !powers.wholeServer) return powers.passedOver();
    powers.pass(heard);
  };
  const listening = setTimeout(subscription.begin, listenWithinMs);
  listening.unref();
  /** After the first answer, because a caller waits for that one. */
  const listenAfter = (first: PendingRequest): void => {
    const begin = (): void => {
      clearTimeout(listening);
      subscription.begin();
    };
    first.answer.then(begin, begin);
  };
  const end = (): void => {
    clearTimeout(listening);
    subscription.end();
  };
  const ended = Promise.race([channel.ended, refused]);
  void ended.then(end);
  let isFirst = true;
  return Object.freeze<ModernLink>({
    handshake,
    ended,
    receive,
    request: (asked) => {
      if (isFirst) listenAfter(asked);
      isFirst = false;
      return request(asked);
    },
    resume: (asked, task) => resumeTask(asked, task, rounds),
    // Roots are asked for in a result, and questions have no progress: there is nobody to tell.
    tell: async () => undefined,
    close: async (politely) => {
      end();
      await channel.close(politely);
    },
  });
}

/** Sends one request in place of another, which gets its answer. */
const passedOn = async (
  sent: PendingRequest,
  asked: PendingRequest,
  send: (request: PendingRequest) => Promise<void>,
  read: (result: JsonObject) => JsonObject,
): Promise<void> => {
  let tell: ReturnType<PendingRequest['callOff']>;
  asked.leaves({
    forget: () => {
      tell = sent.callOff();
    },
    tellCalledOff: async (more) => {
      await tell?.(more);
    },
  });
  sent.answer
    .then((answer) => {
      if (answer === undefined) return;
      if (!('result' in answer)) return asked.settle(answer);
      const { resultType = 'complete', ...result } = answer.result as JsonObject;
      if (resultType !== 'complete') throw new ValetkeyError({ code: 'mcp-failed', why: 'result-type' });
      asked.settle({ ...answer, result: read(result as JsonObject) } as ServerMessage);
    })
    .catch(asked.fail);
  await send(sent);
};

/** As `initialize` would have answered. */
const handshakeOf = (discovered: JsonObject, protocolVersion: string): McpHandshake => {
  const {
    capabilities,
    instructions,
    _meta,
    serverInfo = isObject(_meta) ? _meta[serverInfoKey] : undefined,
  } = discovered;
  const { name, version } = (isObject(serverInfo) ? serverInfo : {}) as { name?: unknown; version?: unknown };
  const known = typeof name === 'string' && typeof version === 'string';
  const info = known ? serverInfo : { name: 'unnamed', version: '0' };
  const read = { protocolVersion, serverInfo: info, capabilities } as JsonObject;
  return readHandshake(instructions === undefined ? read : { ...read, instructions });
};
