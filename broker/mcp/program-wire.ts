import { setTimeout as pause } from 'node:timers/promises';
import { ValetkeyError } from '@valetkey/api-contracts';
import type { ProgramEvents, RunningProgram } from '../secrets/door.ts';
import { promised } from '../time/promised.ts';
import { makeLineBuffer } from './line-buffer.ts';
import { type PieceQueue, sliceMs } from './pace.ts';
import { longestMessage, type Room, type Wire } from './wire.ts';
import type { ServerMessage } from './wire-ids.ts';

/** From the end of its input to SIGTERM. */
const goodbyeMs = 500;
/** From a broken pipe to the news that the program has ended, which some never do. */
const longestEndMs = 2_000;

const programEnded = (cause?: unknown): ValetkeyError =>
  new ValetkeyError({ code: 'mcp-failed', why: 'program-ended' }, cause);

/** stdio, with the SDK's framing; its own transport has no process group, and passes stderr on as it comes. */
export const openProgramWire = async (
  startProgram: (on: ProgramEvents) => RunningProgram,
  powers: {
    readonly room: Room;
    readonly pieces: PieceQueue;
    readonly errorOutput: (chunk: Uint8Array) => void;
    /** By itself, not by `close`. */
    readonly ended: (why: string) => void;
  },
): Promise<Wire> => {
  const { deserializeMessage, serializeMessage } = await import('@modelcontextprotocol/client');
  const buffer = makeLineBuffer(longestMessage);
  let running: RunningProgram | undefined;
  let closing = false;
  let closed = false;
  const [over, tellOver] = promised();

  const closeOnce = (): void => {
    if (closed) return;
    closed = true;
    buffer.clear();
    wire.onclose?.();
    tellOver();
  };
  /** False: there is no whole line. */
  const readLine = (): boolean => {
    const line = buffer.next();
    if (line === undefined) return false;
    try {
      wire.onmessage?.(deserializeMessage(line) as ServerMessage);
    } catch (error) {
      // A line that is no message: some programs print greetings there.
      wire.onerror?.(error as Error);
    }
    return true;
  };
  /** True: there is more, and others have their turn first. */
  const readSlice = (): boolean => {
    const began = performance.now();
    while (readLine()) if (performance.now() - began >= sliceMs) return true;
    return false;
  };
  const pausedUntil = async <T>(over: Promise<T>): Promise<T> => {
    running?.pause();
    const result = await over;
    running?.resume();
    return result;
  };
  const nextSlice = async (): Promise<boolean> => {
    await pause(sliceMs);
    return readSlice();
  };
  let isReading = false;
  const readAll = async (): Promise<void> => {
    if (isReading) return;
    isReading = true;
    for (let more = readSlice(); ; ) {
      const full = more ? undefined : powers.room();
      if (more) more = await pausedUntil(powers.pieces.inTurn(nextSlice));
      else if (full === undefined) break;
      else more = await pausedUntil(full.then(readSlice));
    }
    isReading = false;
  };
  const wire: Wire = {
    start: async () => {
      running = startProgram({
        data: (chunk) => {
          try {
            buffer.append(chunk);
          } catch (error) {
            wire.onerror?.(error as Error);
            void running?.end(0);
            return;
          }
          void readAll();
        },
        errorOutput: powers.errorOutput,
        ended: ({ code, why }) => {
          if (!closing) powers.ended(why === 'exited' ? `exit code ${code}` : why);
          closeOnce();
        },
      });
    },
    send: async (message) => {
      if (running === undefined || closed) throw programEnded();
      try {
        await running.write(serializeMessage(message));
      } catch (cause) {
        // That it ended says more than the broken pipe, and may come after it.
        await Promise.race([over, pause(longestEndMs, undefined, { ref: false })]);
        throw programEnded(cause);
      }
    },
    close: async (politely = false) => {
      closing = true;
      await running?.end(politely ? goodbyeMs : 0);
      closeOnce();
    },
  };
  return wire;
};
