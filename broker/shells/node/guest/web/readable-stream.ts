import {
  type Controller,
  makeStreamQueue,
  type ReadResult,
  type Source,
  type StreamQueue,
} from './stream-queue.ts';

/** How the shell's own classes look behind a stream; extensions have no way to it. */
let queueOf: <T>(stream: ReadableStream<T>) => StreamQueue<T>;
export const isDisturbed = (stream: ReadableStream<unknown>): boolean => queueOf(stream).disturbed;

export class ReadableStreamDefaultController<T> implements Controller<T> {
  readonly #queue: StreamQueue<T>;

  constructor(queue: StreamQueue<T>) {
    this.#queue = queue;
  }

  get desiredSize(): number | null {
    return this.#queue.desiredSize;
  }

  enqueue(chunk: T): void {
    this.#queue.enqueue(chunk);
  }

  close(): void {
    this.#queue.close();
  }

  error(reason?: unknown): void {
    this.#queue.fail(reason);
  }
}

export class ReadableStreamDefaultReader<T> {
  #queue: StreamQueue<T> | undefined;
  #closed: Promise<void>;
  /** As in the standard: who reads holds the stream, and with it whatever goes when the stream is collected. */
  #stream: ReadableStream<T> | undefined;

  constructor(stream: ReadableStream<T>) {
    this.#stream = stream;
    const queue = queueOf(stream);
    if (queue.locked) throw new TypeError('The stream is locked to a reader.');
    queue.locked = true;
    this.#queue = queue;
    this.#closed = queue.ended;
  }

  get closed(): Promise<void> {
    return this.#closed;
  }

  read(): Promise<ReadResult<T>> {
    void this.#stream;
    return this.#queue?.read() ?? Promise.reject(new TypeError('The reader has been released.'));
  }

  cancel(reason?: unknown): Promise<void> {
    return this.#queue?.cancel(reason) ?? Promise.reject(new TypeError('The reader has been released.'));
  }

  releaseLock(): void {
    const queue = this.#queue;
    if (queue === undefined) return;
    const released = new TypeError('The reader has been released.');
    this.#queue = undefined;
    this.#stream = undefined;
    this.#closed = Promise.reject(released);
    this.#closed.catch(() => undefined);
    queue.locked = false;
    queue.letGo(released);
  }
}

export class ReadableStream<T = unknown> {
  readonly #queue: StreamQueue<T>;

  constructor(
    source: Source<T> & { readonly type?: unknown } = {},
    strategy: { readonly highWaterMark?: number } = {},
  ) {
    if (source.type !== undefined) throw new RangeError('Only default streams exist here, not byte streams.');
    const highWaterMark = Number(strategy.highWaterMark ?? 1);
    if (!(highWaterMark >= 0)) throw new RangeError('highWaterMark must be a number that is not negative.');
    this.#queue = makeStreamQueue(source, highWaterMark);
    this.#queue.start(new ReadableStreamDefaultController(this.#queue));
  }

  static {
    queueOf = (stream) => stream.#queue;
  }

  get locked(): boolean {
    return this.#queue.locked;
  }

  getReader(options: { readonly mode?: unknown } = {}): ReadableStreamDefaultReader<T> {
    if (options.mode !== undefined) throw new RangeError('Only default readers exist here.');
    return new ReadableStreamDefaultReader(this);
  }

  cancel(reason?: unknown): Promise<void> {
    if (this.#queue.locked) return Promise.reject(new TypeError('The stream is locked to a reader.'));
    return this.#queue.cancel(reason);
  }

  tee(): [ReadableStream<T>, ReadableStream<T>] {
    const reader = this.getReader();
    const branches: Controller<T>[] = [];
    const cancelled = new Set<number>();
    const pull = async (): Promise<void> => {
      const next = await reader.read();
      branches.forEach((branch, index) => {
        if (cancelled.has(index)) return;
        if (next.done) branch.close();
        else branch.enqueue(next.value);
      });
    };
    let pulling: Promise<void> | undefined;
    const makeBranch = (index: number): ReadableStream<T> =>
      new ReadableStream<T>(
        {
          start: (controller) => {
            branches[index] = controller;
          },
          pull: () => {
            pulling ??= pull().finally(() => {
              pulling = undefined;
            });
            return pulling;
          },
          cancel: async (reason) => {
            cancelled.add(index);
            if (cancelled.size === 2) await reader.cancel(reason);
          },
        },
        { highWaterMark: 0 },
      );
    return [makeBranch(0), makeBranch(1)];
  }

  async *values({
    preventCancel = false,
  }: {
    readonly preventCancel?: boolean;
  } = {}): AsyncGenerator<T, undefined> {
    const reader = this.getReader();
    let whole = false;
    try {
      for (;;) {
        const next = await reader.read();
        if (next.done) {
          whole = true;
          return undefined;
        }
        yield next.value;
      }
    } catch (error) {
      whole = true;
      throw error;
    } finally {
      if (!whole && !preventCancel) await reader.cancel();
      reader.releaseLock();
    }
  }

  [Symbol.asyncIterator](): AsyncGenerator<T, undefined> {
    return this.values();
  }

  get [Symbol.toStringTag](): string {
    return 'ReadableStream';
  }
}
