import type { ServerMessage } from './wire-ids.ts';
import type { WireMessage } from './wire-message.ts';

/**
 * What carries JSON-RPC messages to a server and back: the part of the SDK's `Transport` that is used here. (The SDK
 * types optional members that may be undefined; this project keeps the two apart.)
 */
export type Wire = {
  start(): Promise<void>;
  /** Takes no id that an extension chose: see wire-ids.ts. */
  send(message: WireMessage, options?: { onresumptiontoken?: (token: string) => void }): Promise<void>;
  /** A program gets time to end only `politely`. */
  close(politely?: boolean): Promise<void>;
  /** Over HTTP: says good-bye to the server, which may then forget the session. */
  terminateSession?(): Promise<void>;
  setProtocolVersion?(version: string): void;
  onmessage?: (message: ServerMessage) => void;
  onerror?: (error: Error) => void;
  onclose?: () => void;
  /** Over HTTP, and not of the SDK: the stream that was to bring the answer to this request has ended. */
  onstreamended?: (id: number) => void;
};

/** Resolves when there is room for more of what the server sends by itself; `undefined` when there is. */
export type Room = () => Promise<void> | undefined;

/** One JSON answer, or one event of a stream. A tool result beyond this is not for a message between processes. */
export const longestMessage = 16 * 1024 * 1024;
