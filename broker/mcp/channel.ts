import { setTimeout as later } from 'node:timers/promises';
import { ValetkeyError } from '@valetkey/api-contracts';
import { promised } from '../time/promised.ts';
import { type McpExchange, notResumed } from './exchange.ts';
import type { PendingRequest } from './pending-request.ts';
import type { Wire } from './wire.ts';
import type { ServerMessage } from './wire-ids.ts';

/** A wire before anything was agreed over it: it starts with the first question. */
export type Channel = {
  readonly wire: Wire;
  readonly exchange: McpExchange;
  /** Resolves when the wire ends before `close`. Requests that wait over it fail after that. */
  readonly ended: Promise<void>;
  /** The answer to a question of the opening. Rejects with `timed-out`, `aborted`, or `ended-early` where the wire ends. */
  ask(question: PendingRequest): Promise<ServerMessage>;
  /** `politely` tells the server, too. Never rejects. */
  close(politely: boolean): Promise<void>;
};

export type ChannelEvents = {
  readonly message: (message: ServerMessage) => void;
  readonly error: (error: Error) => void;
  readonly closed: () => void;
};

const openingMs = 60_000;
const goodbyeMs = 2_000;

export function openChannel(
  wire: Wire,
  exchange: McpExchange,
  /** Not after `close`: the SDK may go on for a while with streams of a transport that was closed. */
  on: ChannelEvents,
  signal: AbortSignal,
): Channel {
  let open = true;
  const asked = new Set<PendingRequest>();
  let started: Promise<void> | undefined;
  const [ended, end] = promised();
  const endedEarly = (): ValetkeyError => new ValetkeyError({ code: 'mcp-failed', why: 'ended-early' });
  wire.onstreamended = exchange.streamEnded;
  wire.onmessage = (message) => {
    if (open) on.message(message);
  };
  wire.onerror = (error) => {
    if (open) on.error(error);
  };
  wire.onclose = () => {
    for (const question of asked) question.fail(endedEarly());
    if (!open) return;
    end();
    on.closed();
  };
  return Object.freeze<Channel>({
    wire,
    exchange,
    ended,
    ask: async (question) => {
      // It may have ended while its intent was written down.
      if (signal.aborted) throw new ValetkeyError({ code: 'aborted' });
      const giveUp = (): void =>
        question.fail(new ValetkeyError({ code: signal.aborted ? 'aborted' : 'timed-out' }));
      const timer = setTimeout(giveUp, openingMs);
      timer.unref();
      signal.addEventListener('abort', giveUp, { once: true });
      asked.add(question);
      try {
        // A server of the oldest transport may never say where messages go.
        started ??= wire.start();
        await Promise.race([started, question.answer]);
        const sent = exchange.request(question);
        const answer = await Promise.race([question.answer, sent.then(() => question.answer)]);
        if (answer === undefined) throw new ValetkeyError({ code: 'aborted' });
        return answer;
      } finally {
        clearTimeout(timer);
        signal.removeEventListener('abort', giveUp);
        asked.delete(question);
      }
    },
    close: async (politely) => {
      open = false;
      exchange.end(notResumed(), 'taken');
      if (politely)
        await Promise.race([
          wire.terminateSession?.().catch(() => undefined),
          later(goodbyeMs, undefined, { ref: false }),
        ]);
      await wire.close(politely).catch(() => undefined);
    },
  });
}
