import {
  frameLimits,
  type JsonObject,
  type McpOffers,
  type McpServerMessage,
  ValetkeyError,
} from '@valetkey/api-contracts';
import { measureValue } from '../port/measure-value.ts';
import { makeCallbacks, type OpenCallback } from './callbacks.ts';
import { type ElicitedBy, neededPages, offersWithPerson, whoElicits } from './elicitation-offer.ts';
import { type McpExchange, makeExchange } from './exchange.ts';
import type { ForNobody } from './for-nobody.ts';
import { bareMessage, type FromServer, readFromServer } from './from-server.ts';
import type { Inbox } from './inbox.ts';
import type { RoundPowers } from './input-rounds.ts';
import type { Link } from './link.ts';
import { type EraMemory, type NegotiationPowers, openLink } from './negotiate.ts';
import type { PendingRequest } from './pending-request.ts';
import type { ElicitResult, PersonQuestion, PersonQuestions } from './person-questions.ts';
import { replaceToken } from './progress-token.ts';
import type { Elicitation } from './read-elicitation.ts';
import type { Wire } from './wire.ts';
import { makeWireIds, type ServerId, type ServerMessage } from './wire-ids.ts';
import type { WireAnswer } from './wire-message.ts';

/** What a session's server sends, over whichever wire: to the request that it answers, to the extension, or to nobody. */
export type ServerSide = {
  open(openWire: () => Promise<Wire>): Promise<Link>;
  /**
   * An answer, before the extension has it. One that asks for pages to be opened first (2025-11-25) has the person asked
   * for each, and goes on without their addresses: the extension may call again.
   */
  openNeeded(answer: JsonObject): Promise<JsonObject>;
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
  readonly transport: NegotiationPowers['transport'];
  readonly memory: EraMemory;
  readonly scrubText: (text: string) => string;
  readonly sendAgain: RoundPowers['sendAgain'];
  readonly keepTask: RoundPowers['keepTask'];
  /** What the extension answers, as far as the user allowed it. */
  readonly offers: McpOffers;
  /** Questions that main shows. Undefined: nobody can be asked. */
  readonly person: PersonQuestions | undefined;
  /** Sends what the person answered, once its intent is written. */
  readonly answerByPerson: (send: () => Promise<void>) => Promise<unknown>;
  readonly protocolVersion: string | undefined;
  readonly wholeServer: boolean;
  readonly inbox: Pick<Inbox, 'push'>;
  readonly forNobody: Pick<ForNobody, 'answered' | 'passedOver'>;
  readonly signal: AbortSignal;
  readonly credential: () => string;
  /** Nobody listened for a while. */
  readonly missed: (capabilities: JsonObject, uris: readonly string[]) => void;
  /** The server says that its list of tools is another one. */
  readonly toolsChanged: () => void;
}): ServerSide {
  const { offers, person, protocolVersion, wholeServer, inbox, forNobody, signal } = powers;
  const offered = offersWithPerson(offers, person !== undefined);
  const drawId = makeWireIds();
  const callbacks = makeCallbacks();

  let replying = 0;
  const reply = (exchange: McpExchange, message: WireAnswer): void => {
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
    exchange: McpExchange,
    message: ServerMessage,
    asked: Extract<FromServer, { kind: 'callback' }>,
  ): void => {
    const size = sizeOf(message);
    if (offered[asked.callback] === undefined || size === undefined)
      return reply(exchange, refusal(asked.id));
    if (asked.callback === 'elicitation') {
      const who = whoElicits(paramsOf(message as JsonObject), offers, person !== undefined);
      if (who.by === 'refused') return reply(exchange, invalid(asked.id));
      if (who.by === 'nobody') return reply(exchange, resultOf(asked.id, { action: 'cancel' }));
      if (who.by === 'person') {
        const waits = person?.ask(who.elicitation, { exchange, id: asked.id });
        if (waits === 'too-many') return reply(exchange, refusal(asked.id));
        // As for the extension's: the server would take a refusal as the answer to the one that waits.
        if (waits === undefined || waits === 'used-twice') return forNobody.passedOver();
        waits.answer
          .then((result) => result && powers.answerByPerson(() => exchange.tell(resultOf(asked.id, result))))
          .catch(() => undefined); // the session has ended, or the server has
        return;
      }
    }
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

  /** A question of the server's in an answer of its: the same for the extension, but for where the answer goes. */
  const askExtension: RoundPowers['ask'] = (callback, question, answer) => {
    const failed = (why: string): ValetkeyError => new ValetkeyError({ code: 'mcp-failed', why });
    if (offered[callback] === undefined) throw failed('input-not-offered');
    if (callback === 'elicitation') {
      const who = whoElicits(paramsOf(question), offers, person !== undefined);
      if (who.by === 'refused') throw failed('input-not-offered');
      if (who.by !== 'extension') return answerWithout(who, answer);
    }
    const size = measureValue(question, unaskedLimits);
    if (typeof size !== 'number') throw new ValetkeyError({ code: 'response-too-large' });
    const id = callbacks.openIn(callback, answer);
    if (id === 'too-many') throw failed('input-request');
    inbox.push({ jsonrpc: '2.0', id, ...question } as unknown as McpServerMessage, size);
    return {
      withdraw: () => {
        if (callbacks.take(id) === undefined) return;
        inbox.push({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: id } }, 0);
      },
    };
  };
  /** Undefined: too many wait. */
  const askPerson = (elicitation: Elicitation): PersonQuestion | undefined => {
    const waits = person?.ask(elicitation);
    return typeof waits === 'object' ? waits : undefined;
  };
  /** Answers a question in a result by the person, or with Cancel where nobody can be asked. */
  const answerWithout = (
    who: Exclude<ElicitedBy, { by: 'extension' | 'refused' }>,
    answer: OpenCallback['answer'],
  ): { withdraw(): void } => {
    const waits = who.by === 'person' ? askPerson(who.elicitation) : undefined;
    const answered = waits?.answer ?? Promise.resolve<ElicitResult>({ action: 'cancel' });
    answered.then((result) => result && answer({ result: result as JsonObject })).catch(() => undefined);
    return { withdraw: () => waits?.withdraw() };
  };
  const passProgress = (message: ServerMessage, of: PendingRequest | undefined): void => {
    const progressToken = of?.progressToken;
    if (progressToken === undefined) return forNobody.passedOver();
    passWith(message, { progressToken });
  };

  const receive = (exchange: McpExchange, message: ServerMessage): void => {
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
      case 'progress':
        return passProgress(message, exchange.inProgress(message));
      case 'called-off': {
        if (person?.withdrawn(exchange, message)) return undefined;
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
    openNeeded: async (answer) => {
      const needed = neededPages(answer);
      if (needed === undefined) return answer;
      for (const params of needed.pages) {
        const who = whoElicits(params, offers, person !== undefined);
        const asked = who.by === 'person' ? askPerson(who.elicitation) : undefined;
        if ((await asked?.answer)?.action !== 'accept') break;
      }
      return needed.answer;
    },
    takeCallback: callbacks.take,
    findCallback: callbacks.find,
    open: (openWire) => {
      // What the server had begun before, on a link that is gone, it does not know over this one.
      callbacks.clear();
      person?.clear();
      return openLink({
        transport: powers.transport,
        openWire,
        exchangeOver: (wire) => makeExchange(wire, drawId),
        asks: { offers: offered, protocolVersion },
        memory: powers.memory,
        signal,
        on: (exchange) => ({
          message: (message) => receive(exchange, message),
          closed: () => {
            callbacks.clear();
            person?.clear();
            exchange.end(new ValetkeyError({ code: 'mcp-failed', why: 'server-ended' }), 'all');
          },
          error: ({ message }) => {
            // The SDK says no more of which stream it gave up; those that it can go on with are waited for.
            if (message.startsWith('Maximum reconnection attempts')) exchange.failResumable();
          },
        }),
        modern: {
          wholeServer,
          scrubText: powers.scrubText,
          sendAgain: powers.sendAgain,
          keepTask: powers.keepTask,
          ask: askExtension,
          pass: (message) => pass(message, sizeOf(message), asItIs),
          passProgress,
          passedOver: forNobody.passedOver,
          toolsChanged: powers.toolsChanged,
          credential: powers.credential,
          missed: powers.missed,
          forgetEra: powers.memory.forget,
        },
      });
    },
  });
}

const asItIs = (message: JsonObject): JsonObject => message;
const paramsOf = (message: JsonObject): JsonObject => (message['params'] ?? {}) as JsonObject;

const resultOf = (id: ServerId, result: ElicitResult): WireAnswer => ({
  jsonrpc: '2.0',
  id,
  result: result as JsonObject,
});

/** JSON-RPC: invalid parameters. As the specification has it for a mode that was not offered. */
const invalid = (id: ServerId): WireAnswer => ({
  jsonrpc: '2.0',
  id,
  error: { code: -32602, message: 'Invalid params' },
});

/** JSON-RPC: method not found. Also for what the user refused: the server was told that it is not there. */
const refusal = (id: ServerId): WireAnswer => ({
  jsonrpc: '2.0',
  id,
  error: { code: -32601, message: 'Method not found' },
});
