export type Controller<T> = {
  readonly desiredSize: number | null;
  enqueue(chunk: T): void;
  close(): void;
  error(reason?: unknown): void;
};
export type Source<T> = {
  start?(controller: Controller<T>): unknown;
  pull?(controller: Controller<T>): unknown;
  cancel?(reason: unknown): unknown;
};
export type ReadResult<T> = { done: false; value: T } | { done: true; value: undefined };

type Waiting<T> = { resolve(result: ReadResult<T>): void; reject(reason: unknown): void };

/** The state behind a stream, its reader and its controller (Streams standard, 4.5, without byte streams). */
export type StreamQueue<T> = {
  readonly state: 'readable' | 'closed' | 'errored';
  readonly error: unknown;
  readonly disturbed: boolean;
  readonly desiredSize: number | null;
  readonly ended: Promise<void>;
  locked: boolean;
  start(controller: Controller<T>): void;
  enqueue(chunk: T): void;
  close(): void;
  fail(reason: unknown): void;
  read(): Promise<ReadResult<T>>;
  /** Rejects the reads that wait, when their reader lets go. */
  letGo(reason: unknown): void;
  cancel(reason: unknown): Promise<void>;
};

export function makeStreamQueue<T>(source: Source<T>, highWaterMark: number): StreamQueue<T> {
  const chunks: T[] = [];
  let waiting: Waiting<T>[] = [];
  let state: StreamQueue<T>['state'] = 'readable';
  let error: unknown;
  let closing = false;
  let started = false;
  let pulling = false;
  let pullAgain = false;
  let disturbed = false;
  let locked = false;
  let controller: Controller<T>;
  let end = (): void => undefined;
  let failEnd = (_reason: unknown): void => undefined;
  const ended = new Promise<void>((resolve, reject) => {
    end = resolve;
    failEnd = reject;
  });
  ended.catch(() => undefined); // told by read() as well; nobody has to look at both

  const finish = (): void => {
    state = 'closed';
    for (const read of waiting) read.resolve({ done: true, value: undefined });
    waiting = [];
    end();
  };
  const fail = (reason: unknown): void => {
    if (state !== 'readable') return;
    state = 'errored';
    error = reason;
    chunks.length = 0;
    for (const read of waiting) read.reject(reason);
    waiting = [];
    failEnd(reason);
  };
  const pullIfNeeded = (): void => {
    if (!started || closing || state !== 'readable') return;
    if (waiting.length === 0 && chunks.length >= highWaterMark) return;
    if (pulling) {
      pullAgain = true;
      return;
    }
    pulling = true;
    calling(() => source.pull?.(controller)).then(() => {
      pulling = false;
      if (!pullAgain) return;
      pullAgain = false;
      pullIfNeeded();
    }, fail);
  };
  const mustBeOpen = (): void => {
    if (closing || state !== 'readable') throw new TypeError('The stream is closed, or closing.');
  };

  return {
    get state() {
      return state;
    },
    get error() {
      return error;
    },
    get disturbed() {
      return disturbed;
    },
    get locked() {
      return locked;
    },
    set locked(value) {
      locked = value;
    },
    get desiredSize() {
      if (state === 'readable') return highWaterMark - chunks.length;
      return state === 'closed' ? 0 : null;
    },
    ended,
    start: (given) => {
      controller = given;
      const begun = source.start?.(controller);
      Promise.resolve(begun).then(() => {
        started = true;
        pullIfNeeded();
      }, fail);
    },
    enqueue: (chunk) => {
      mustBeOpen();
      const next = waiting.shift();
      if (next === undefined) chunks.push(chunk);
      else next.resolve({ done: false, value: chunk });
      pullIfNeeded();
    },
    close: () => {
      mustBeOpen();
      closing = true;
      if (chunks.length === 0) finish();
    },
    fail,
    read: () => {
      disturbed = true;
      if (state === 'errored') return Promise.reject(error);
      if (chunks.length > 0) {
        const value = chunks.shift() as T;
        if (closing && chunks.length === 0) finish();
        else pullIfNeeded();
        return Promise.resolve({ done: false, value });
      }
      if (state === 'closed') return Promise.resolve({ done: true, value: undefined });
      const read = new Promise<ReadResult<T>>((resolve, reject) => {
        waiting.push({ resolve, reject });
      });
      pullIfNeeded();
      return read;
    },
    letGo: (reason) => {
      for (const read of waiting) read.reject(reason);
      waiting = [];
    },
    cancel: async (reason) => {
      disturbed = true;
      if (state === 'errored') throw error;
      if (state === 'closed') return;
      chunks.length = 0;
      finish();
      await source.cancel?.(reason);
    },
  };
}

/** Calls now, as the standard has it, and turns what it throws into a rejection. */
const calling = async (run: () => unknown): Promise<void> => {
  await run();
};
