/**
 * One end of a message channel, whichever class the shell has for it. Adapters live in node/ and electron/;
 * fixtures/port-contract.ts runs over every one of them.
 */
export type Transport = {
  /** Sends a structured clone; `transfer` moves ports and buffers. Never throws after `close`. */
  post(message: unknown, transfer: readonly unknown[]): void;
  /** Delivers until closed. `broken` is a message that could not be deserialised. */
  start(on: { message(data: unknown): void; broken(): void; closed(): void }): void;
  close(): void;
};

/** Makes a channel: our end as a transport, the far end as the object that a transfer list takes. */
export type MakeChannel = () => { near: Transport; far: TransferablePort };

export type TransferablePort = { postMessage(message: unknown, transfer?: readonly never[]): void };
