/**
 * What an extension has in scope beyond the language, in both shells: no network, no DOM, no Node. A test compares this
 * file with a started extension. Used instead of lib "dom", which names hundreds of things that are not there.
 */
declare const console: {
  assert(condition: unknown, ...values: unknown[]): void;
  debug(...values: unknown[]): void;
  dir(value: unknown): void;
  error(...values: unknown[]): void;
  group(...values: unknown[]): void;
  groupEnd(): void;
  info(...values: unknown[]): void;
  log(...values: unknown[]): void;
  table(value: unknown): void;
  trace(...values: unknown[]): void;
  warn(...values: unknown[]): void;
};

declare function setTimeout<Given extends unknown[]>(
  callback: (...given: Given) => void,
  ms?: number,
  ...given: Given
): number;
/** So that `new Promise((resolve) => setTimeout(resolve, ms))` compiles. */
declare function setTimeout(callback: (given: undefined) => void, ms?: number): number;
declare function setInterval<Given extends unknown[]>(
  callback: (...given: Given) => void,
  ms?: number,
  ...given: Given
): number;
declare function clearTimeout(id: number | undefined): void;
declare function clearInterval(id: number | undefined): void;
declare function queueMicrotask(callback: () => void): void;

/** Text whose characters are bytes, from and to base64. */
declare function atob(base64: string): string;
declare function btoa(text: string): string;

declare class DOMException extends Error {
  constructor(message?: string, name?: string);
  readonly code: number;
}

declare class Event {
  constructor(type: string, init?: { readonly cancelable?: boolean });
  readonly type: string;
  readonly cancelable: boolean;
  readonly timeStamp: number;
  readonly target: EventTarget | null;
  readonly currentTarget: EventTarget | null;
  readonly defaultPrevented: boolean;
  preventDefault(): void;
  stopPropagation(): void;
  stopImmediatePropagation(): void;
}

declare class EventTarget {
  addEventListener(
    type: string,
    listener: ((event: Event) => void) | { handleEvent(event: Event): void } | null,
    options?: { readonly once?: boolean } | boolean,
  ): void;
  removeEventListener(
    type: string,
    listener: ((event: Event) => void) | { handleEvent(event: Event): void } | null,
  ): void;
  dispatchEvent(event: Event): boolean;
}

declare class AbortSignal extends EventTarget {
  private constructor();
  static abort(reason?: unknown): AbortSignal;
  static any(signals: Iterable<AbortSignal>): AbortSignal;
  static timeout(ms: number): AbortSignal;
  onabort: ((event: Event) => void) | null;
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
}

declare class AbortController {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}

declare class TextEncoder {
  readonly encoding: string;
  encode(text?: string): Uint8Array;
  encodeInto(text: string, target: Uint8Array): { readonly read: number; readonly written: number };
}

declare class TextDecoder {
  constructor(label?: string, options?: { readonly fatal?: boolean; readonly ignoreBOM?: boolean });
  readonly encoding: string;
  readonly fatal: boolean;
  readonly ignoreBOM: boolean;
  decode(input?: ArrayBuffer | ArrayBufferView, options?: { readonly stream?: boolean }): string;
}

declare class URLSearchParams {
  constructor(init?: string | Iterable<readonly [string, string]> | Readonly<Record<string, string>>);
  readonly size: number;
  append(name: string, value: string): void;
  delete(name: string, value?: string): void;
  get(name: string): string | null;
  getAll(name: string): string[];
  has(name: string, value?: string): boolean;
  set(name: string, value: string): void;
  sort(): void;
  forEach(callback: (value: string, name: string, params: URLSearchParams) => void, thisArg?: unknown): void;
  entries(): IterableIterator<[string, string]>;
  keys(): IterableIterator<string>;
  values(): IterableIterator<string>;
  [Symbol.iterator](): IterableIterator<[string, string]>;
  toString(): string;
}

declare class URL {
  constructor(url: string | URL, base?: string | URL);
  static canParse(url: string | URL, base?: string | URL): boolean;
  href: string;
  protocol: string;
  username: string;
  password: string;
  host: string;
  hostname: string;
  port: string;
  pathname: string;
  search: string;
  hash: string;
  readonly origin: string;
  readonly searchParams: URLSearchParams;
  toString(): string;
  toJSON(): string;
}

type HeadersInit = Headers | Iterable<readonly [string, string]> | Readonly<Record<string, string>>;

declare class Headers {
  constructor(init?: HeadersInit);
  append(name: string, value: string): void;
  delete(name: string): void;
  get(name: string): string | null;
  getSetCookie(): string[];
  has(name: string): boolean;
  set(name: string, value: string): void;
  forEach(callback: (value: string, name: string, headers: Headers) => void, thisArg?: unknown): void;
  entries(): IterableIterator<[string, string]>;
  keys(): IterableIterator<string>;
  values(): IterableIterator<string>;
  [Symbol.iterator](): IterableIterator<[string, string]>;
}

type ReadableStreamDefaultController<Chunk = unknown> = {
  readonly desiredSize: number | null;
  enqueue(chunk: Chunk): void;
  close(): void;
  error(reason?: unknown): void;
};

type ReadableStreamReadResult<Chunk> = { done: false; value: Chunk } | { done: true; value?: undefined };

type ReadableStreamDefaultReader<Chunk = unknown> = {
  readonly closed: Promise<void>;
  read(): Promise<ReadableStreamReadResult<Chunk>>;
  cancel(reason?: unknown): Promise<void>;
  releaseLock(): void;
};

declare class ReadableStream<Chunk = unknown> {
  constructor(
    source?: {
      start?(controller: ReadableStreamDefaultController<Chunk>): void | Promise<void>;
      pull?(controller: ReadableStreamDefaultController<Chunk>): void | Promise<void>;
      cancel?(reason?: unknown): void | Promise<void>;
    },
    strategy?: { readonly highWaterMark?: number },
  );
  readonly locked: boolean;
  getReader(): ReadableStreamDefaultReader<Chunk>;
  cancel(reason?: unknown): Promise<void>;
  tee(): [ReadableStream<Chunk>, ReadableStream<Chunk>];
  values(options?: { readonly preventCancel?: boolean }): AsyncIterableIterator<Chunk>;
  [Symbol.asyncIterator](): AsyncIterableIterator<Chunk>;
}

/** A standard Response without `blob()` and `formData()`: an extension has no Blob and no FormData. */
declare class Response {
  constructor(
    body?: string | ArrayBuffer | ArrayBufferView | URLSearchParams | ReadableStream<Uint8Array> | null,
    init?: { readonly status?: number; readonly statusText?: string; readonly headers?: HeadersInit },
  );
  static json(
    data: unknown,
    init?: { readonly status?: number; readonly statusText?: string; readonly headers?: HeadersInit },
  ): Response;
  readonly type: string;
  readonly url: string;
  readonly redirected: boolean;
  readonly status: number;
  readonly ok: boolean;
  readonly statusText: string;
  readonly headers: Headers;
  readonly body: ReadableStream<Uint8Array> | null;
  readonly bodyUsed: boolean;
  clone(): Response;
  arrayBuffer(): Promise<ArrayBuffer>;
  bytes(): Promise<Uint8Array>;
  // biome-ignore lint/suspicious/noExplicitAny: as in every other declaration of it, so that code can be shared
  json(): Promise<any>;
  text(): Promise<string>;
}
