import { type McpServerMessage, ValetkeyError } from '@valetkey/api-contracts';

/** What a server sent by itself and the extension has not taken yet. Bounded by not reading on. */
export type Inbox = {
  /** `bytes` are of its texts. */
  push(message: McpServerMessage, bytes: number): void;
  /** All that waits, in order. */
  take(): McpServerMessage[];
  /** The same, once there is something. Throws when it is called while a call waits. */
  receive(): Promise<McpServerMessage[]>;
  /** The reader of the server waits for this, unless it is undefined. */
  room(): Promise<void> | undefined;
};

/** Messages of one read may go beyond: a read is at most 64 KiB. */
const mostWaiting = 64;
/** All that waits is handed over in one piece. */
const mostWaitingBytes = 4 * 1024 * 1024;

export function makeInbox(): Inbox {
  let waiting: McpServerMessage[] = [];
  let waitingBytes = 0;
  let receiver: ((messages: McpServerMessage[]) => void) | undefined;
  let readers: (() => void)[] = [];

  const take = (): McpServerMessage[] => {
    const taken = waiting;
    if (taken.length === 0) return taken;
    waiting = [];
    waitingBytes = 0;
    const paused = readers;
    readers = [];
    for (const resume of paused) resume();
    return taken;
  };
  return Object.freeze<Inbox>({
    push: (message, bytes) => {
      waiting.push(message);
      waitingBytes += bytes;
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
      waiting.length < mostWaiting && waitingBytes < mostWaitingBytes
        ? undefined
        : new Promise<void>((resolve) => {
            readers.push(resolve);
          }),
  });
}
