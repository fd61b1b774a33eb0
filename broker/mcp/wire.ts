import type { ServerMessage } from './wire-ids.ts';
import type { WireMessage } from './wire-message.ts';

/**
 * What carries JSON-RPC messages to a server and back: the part of the SDK's `Transport` that is used here. (The SDK
 * types optional members that may be undefined; this project keeps the two apart.)
 */
export type Wire = {
  start(): Promise<void>;
  /** Takes no id that an extension chose: see wire-ids.ts. */
  send(message: WireMessage, options?: SendOptions): Promise<void>;
  /** A program gets time to end only `politely`. */
  close(politely?: boolean): Promise<void>;
  /** Over HTTP: says good-bye to the server, which may then forget the session. */
  terminateSession?(): Promise<void>;
  setProtocolVersion?(version: string): void;
  onmessage?: (message: ServerMessage) => void;
  onerror?: (error: Error) => void;
  onclose?: () => void;
  /** Each request has an HTTP exchange of its own: it has headers, and is called off by ending it. */
  readonly hasPerRequestStream?: true;
  /** Over HTTP, and not of the SDK: the stream that was to bring the answer to this request has ended. */
  onstreamended?: (id: number) => void;
};

export type SendOptions = {
  readonly onresumptiontoken?: (token: string) => void;
  /** Beside those that the SDK makes of the message itself. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Ends this request's HTTP exchange. */
  readonly requestSignal?: AbortSignal | undefined;
};

/** Resolves when there is room for more of what the server sends by itself; `undefined` when there is. */
export type Room = () => Promise<void> | undefined;

/** One JSON answer, or one event of a stream. A tool result beyond this is not for a message between processes. */
export const longestMessage = 16 * 1024 * 1024;
