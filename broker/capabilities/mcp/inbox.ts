import { type McpServerMessage, ValetkeyError } from '@valetkey/api-contracts';

/** What a server sent by itself and the extension has not taken yet. Bounded by not reading on. */
export type Inbox = {
  push(message: McpServerMessage): void;
  /** All that waits, in order. */
  take(): McpServerMessage[];
  /** The same, once there is something. Throws when it is called while a call waits. */
  receive(): Promise<McpServerMessage[]>;
  /** For whoever reads from the server: wait for this, where it is not undefined. */
  room(): Promise<void> | undefined;
};

/** Messages of one read may go beyond: a read is at most 64 KiB. */
const mostWaiting = 64;

export const makeInbox = (): Inbox => {
  let waiting: McpServerMessage[] = [];
  let receiver: ((messages: McpServerMessage[]) => void) | undefined;
  let readers: (() => void)[] = [];

  const take = (): McpServerMessage[] => {
    const taken = waiting;
    if (taken.length === 0) return taken;
    waiting = [];
    const paused = readers;
    readers = [];
    for (const resume of paused) resume();
    return taken;
  };
  return Object.freeze({
    push: (message: McpServerMessage) => {
      waiting.push(message);
      const waits = receiver;
      if (waits === undefined) return;
      receiver = undefined;
      waits(take());
    },
    take,
    receive: () => {
      if (receiver !== undefined) throw new ValetkeyError({ code: 'too-many-requests' });
      if (waiting.length > 0) return Promise.resolve(take());
      return new Promise<McpServerMessage[]>((resolve) => {
        receiver = resolve;
      });
    },
    room: () =>
      waiting.length < mostWaiting
        ? undefined
        : new Promise<void>((resolve) => {
            readers.push(resolve);
          }),
  });
};
