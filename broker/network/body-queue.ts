import { NetworkError } from './network-error.ts';

/** A body that is pulled. Bytes are decoded and scrubbed; each piece has an ArrayBuffer of its own. */
export type BodySource = {
  /** True once the end has been seen: what is not read yet waits in memory. */
  readonly complete: boolean;
  /** Bytes that were read so far. */
  readonly given: number;
  /** True once all was read: the next read has nothing. */
  readonly drained: boolean;
  /**
   * The next bytes: at least one, at most `max` (and 1 MiB), undefined at the end.
   * Rejects with a NetworkError. One read at a time. Reading is credit: unread, the socket is paused.
   *
   * `least` asks to wait, 10 ms at most, until so many are there: for who pays for each piece more than for its bytes.
   */
  read(max: number, least?: number): Promise<Uint8Array | undefined>;
  /** The server has said how long it is: a file rather than a feed, so that waiting for more holds up nobody. */
  readonly steady: boolean;
  cancel(): void;
};

/** What holds the other end: pauses and resumes the socket (or decoder), or gives up on it. */
export type BodyFlow = {
  pause(): void;
  resume(): void;
  cancel(): void;
};

export type BodyQueue = {
  readonly source: BodySource;
  /** True while the flow is paused because enough waits unread. */
  readonly full: boolean;
  push(bytes: Uint8Array): void;
  end(): void;
  fail(error: NetworkError): void;
};

/** What may wait unread, of a feed and of a file: a file's bytes are cheapest to hand on in large pieces. */
export const highWaterOf = (steady: boolean): number => (steady ? 1024 * 1024 : 256 * 1024);
export const longestPiece = highWaterOf(true);
export const patienceMs = 10;
/** A server that sends single bytes must not turn them into many MB of objects. */
const mostSlices = 1024;

// Plain fields instead of getters below: use/hidden-class.test.ts.
export function makeBodyQueue(
  flow: BodyFlow,
  signal: Pick<AbortSignal, 'aborted'>,
  steady = false,
): BodyQueue {
  const slices: Uint8Array[] = [];
  const highWater = highWaterOf(steady);
  let waiting = 0;
  let ended = false;
  let failure: NetworkError | undefined;
  let wake: (() => void) | undefined;
  let wanted = 1;
  let impatience: NodeJS.Timeout | undefined;

  const notify = (): void => {
    const waked = wake;
    wake = undefined;
    clearTimeout(impatience);
    waked?.();
  };

  const take = (max: number): Uint8Array | undefined => {
    if (failure !== undefined && (waiting === 0 || failure.code === 'aborted')) throw failure;
    if (waiting === 0) return undefined;
    const bytes = cut(slices, Math.min(waiting, max >= 1 ? Math.floor(max) : 1, longestPiece));
    waiting -= bytes.byteLength;
    source.given += bytes.byteLength;
    source.drained = source.complete && waiting === 0;
    if (queue.full && waiting <= highWater / 2 && slices.length <= mostSlices / 2) {
      queue.full = false;
      if (!ended) flow.resume();
    }
    return bytes;
  };

  const settleForLess = (): void => {
    wanted = 1;
    if (waiting > 0) notify();
  };

  const source = {
    complete: false,
    given: 0,
    drained: false,
    steady,
    read(max: number, least = 1): Promise<Uint8Array | undefined> {
      // Bytes that wait when the signal fires (a revoked grant) stay here.
      if (signal.aborted && failure === undefined) failure = new NetworkError('aborted');
      if (wake !== undefined)
        return Promise.reject(new NetworkError('request-malformed', { why: 'two-reads' }));
      wanted = Math.min(least, highWater);
      if (waiting < wanted && !ended && !queue.full && failure === undefined) {
        // Taken a microtask after the last byte: everything that the parser finds in one go comes as one.
        return new Promise<void>((resolve) => {
          wake = resolve;
          if (wanted > 1) impatience = setTimeout(settleForLess, patienceMs);
        }).then(() => take(max));
      }
      try {
        return Promise.resolve(take(max));
      } catch (error) {
        return Promise.reject(error);
      }
    },
    cancel(): void {
      if (!ended) flow.cancel();
      failure ??= new NetworkError('aborted');
      source.complete = false;
      slices.length = 0;
      waiting = 0;
      notify();
    },
  };

  const queue = {
    source,
    full: false,
    push(bytes: Uint8Array): void {
      if (bytes.byteLength === 0 || failure !== undefined) return;
      slices.push(bytes);
      waiting += bytes.byteLength;
      if (!queue.full && (waiting > highWater || slices.length >= mostSlices)) {
        queue.full = true;
        flow.pause();
      }
      if (waiting >= wanted || queue.full) notify();
    },
    end(): void {
      ended = true;
      source.complete = failure === undefined;
      notify();
    },
    fail(error: NetworkError): void {
      failure ??= error;
      if (failure.code === 'aborted') {
        slices.length = 0;
        waiting = 0;
      }
      notify();
    },
  };
  return queue;
}

/** Takes `size` bytes off the front, in one copy; in none when the first slice is just that and alone. */
const cut = (slices: Uint8Array[], size: number): Uint8Array => {
  const [first] = slices;
  if (first !== undefined && first.byteLength === size && first.buffer.byteLength === size) {
    slices.shift();
    return new Uint8Array(first.buffer);
  }
  // Not zero-filled: every byte is written below.
  const bytes = new Uint8Array(Buffer.allocUnsafeSlow(size).buffer);
  let filled = 0;
  let used = 0;
  for (const slice of slices) {
    const room = size - filled;
    if (slice.byteLength > room) {
      bytes.set(slice.subarray(0, room), filled);
      slices[used] = slice.subarray(room);
      break;
    }
    bytes.set(slice, filled);
    filled += slice.byteLength;
    used += 1;
    if (filled === size) break;
  }
  slices.splice(0, used);
  return bytes;
};
