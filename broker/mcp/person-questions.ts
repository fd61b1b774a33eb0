import type { JsonObject } from '@valetkey/api-contracts';
import type { McpExchange } from './exchange.ts';
import type { Elicitation } from './read-elicitation.ts';
import type { ServerMessage } from './wire-ids.ts';

export type ElicitResult =
  | { readonly action: 'accept'; readonly content?: JsonObject }
  | { readonly action: 'decline' | 'cancel' };

/** Asks the person, by main's own window or terminal. Never rejects: silence is Cancel. */
export type Elicit = (elicitation: Elicitation, signal: AbortSignal) => Promise<ElicitResult>;

/**
 * Questions of one session's server that a person answers and not the extension. Their ids are none of those that the
 * extension answers by, so it can neither see nor answer them. One is shown after the other.
 */
export type PersonQuestions = {
  ask(elicitation: Elicitation, of?: AskedUnder): PersonQuestion | 'too-many' | 'used-twice';
  /** False: it was about none of these. */
  withdrawn(exchange: Pick<McpExchange, 'tell'>, notification: ServerMessage): boolean;
  /** The wire is gone. */
  clear(): void;
};

/** `answer` is undefined where the server has withdrawn the question: it waits for none. */
export type PersonQuestion = { readonly answer: Promise<ElicitResult | undefined>; withdraw(): void };

type AskedUnder = { readonly exchange: Pick<McpExchange, 'tell'>; readonly id: unknown };

const mostWaiting = 16;

export function makePersonQuestions(elicit: Elicit, over: AbortSignal): PersonQuestions {
  const open = new Set<{ readonly of: AskedUnder | undefined; readonly gone: AbortController }>();
  let turn: Promise<unknown> = Promise.resolve();
  const underId = (exchange: unknown, id: unknown) =>
    [...open].find(({ of }) => of !== undefined && of.exchange === exchange && of.id === id);
  return Object.freeze<PersonQuestions>({
    ask: (elicitation, of) => {
      if (of !== undefined && underId(of.exchange, of.id) !== undefined) return 'used-twice';
      if (open.size >= mostWaiting) return 'too-many';
      const entry = { of, gone: new AbortController() };
      open.add(entry);
      const signal = AbortSignal.any([over, entry.gone.signal]);
      const answer = turn
        .then((): ElicitResult | Promise<ElicitResult> =>
          signal.aborted ? { action: 'cancel' } : elicit(elicitation, signal),
        )
        .then((result) => (entry.gone.signal.aborted ? undefined : result))
        .finally(() => open.delete(entry));
      turn = answer.catch(() => undefined);
      return { answer, withdraw: () => entry.gone.abort() };
    },
    withdrawn: (exchange, notification) => {
      const id = 'params' in notification ? notification.params?.['requestId'] : undefined;
      const found = underId(exchange, id);
      found?.gone.abort();
      return found !== undefined;
    },
    clear: () => {
      for (const { gone } of open) gone.abort();
    },
  });
}
