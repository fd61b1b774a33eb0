import { HostTextDecoder, HostTextEncoder } from '../host-text-coders.ts';
import { Headers, type HeadersInit } from './headers.ts';
import { isDisturbed, ReadableStream } from './readable-stream.ts';
import { URLSearchParams } from './url.ts';

const utf8Decoder = new HostTextDecoder();
const utf8Encoder = new HostTextEncoder();

export type ResponseInit = {
  readonly status?: number;
  readonly statusText?: string;
  readonly headers?: HeadersInit;
};

/** Statuses whose response may have no body (Fetch standard, "null body status"). */
const nullBody: ReadonlySet<number> = new Set([101, 103, 204, 205, 304]);

export class Response {
  readonly #status: number;
  readonly #statusText: string;
  readonly #headers: Headers;
  #bytes: Uint8Array<ArrayBuffer> | undefined;
  #stream: ReadableStream | undefined;
  /** With a clone: neither may see what is written into the other's bytes. */
  #sharesChunks = false;
  #used = false;

  constructor(body: unknown = null, init: ResponseInit = {}) {
    const status = Math.trunc(Number(init.status ?? 200));
    if (!(status >= 200 && status <= 599)) throw new RangeError('status must be from 200 to 599.');
    this.#status = status;
    this.#statusText = String(init.statusText ?? '');
    this.#headers = new Headers(init.headers);
    if (body === null || body === undefined) return;
    if (nullBody.has(status)) throw new TypeError(`A response with status ${status} has no body.`);
    if (body instanceof ReadableStream) {
      if (body.locked || isDisturbed(body)) throw new TypeError('The stream has been read, or is locked.');
      this.#stream = body;
      return;
    }
    const [bytes, type] = bytesOf(body);
    this.#bytes = bytes;
    if (type !== undefined && !this.#headers.has('content-type')) this.#headers.set('content-type', type);
  }

  static json(data: unknown, init: ResponseInit = {}): Response {
    const text = JSON.stringify(data);
    if (text === undefined) throw new TypeError('The value has no JSON form.');
    const headers = new Headers(init.headers);
    if (!headers.has('content-type')) headers.set('content-type', 'application/json');
    return new Response(utf8Encoder.encode(text), { ...init, headers });
  }

  get type(): string {
    return 'default';
  }

  /** Empty, as for every response that a script makes: the origin is the user's. */
  get url(): string {
    return '';
  }

  get redirected(): boolean {
    return false;
  }

  get status(): number {
    return this.#status;
  }

  get ok(): boolean {
    return this.#status <= 299;
  }

  get statusText(): string {
    return this.#statusText;
  }

  get headers(): Headers {
    return this.#headers;
  }

  get body(): ReadableStream | null {
    const bytes = this.#bytes;
    if (this.#stream === undefined && bytes !== undefined) {
      this.#stream = streamOf(this.#used ? undefined : bytes);
      this.#bytes = undefined;
    }
    return this.#stream ?? null;
  }

  get bodyUsed(): boolean {
    return this.#used || (this.#stream !== undefined && isDisturbed(this.#stream));
  }

  clone(): Response {
    this.#mustBeUnread();
    const init = { status: this.#status, statusText: this.#statusText, headers: this.#headers };
    if (this.#stream === undefined) return new Response(this.#bytes, init);
    const [ours, theirs] = this.#stream.tee();
    this.#stream = ours;
    this.#sharesChunks = true;
    const clone = new Response(theirs, init);
    clone.#sharesChunks = true;
    return clone;
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    const bytes = await this.#read();
    return bytes.byteLength === bytes.buffer.byteLength ? bytes.buffer : bytes.slice().buffer;
  }

  async bytes(): Promise<Uint8Array> {
    return this.#read();
  }

  async text(): Promise<string> {
    return utf8Decoder.decode(await this.#read());
  }

  async json(): Promise<unknown> {
    return JSON.parse(utf8Decoder.decode(await this.#read()));
  }

  async blob(): Promise<never> {
    throw new TypeError('There are no Blobs in this shell: use arrayBuffer().');
  }

  async formData(): Promise<never> {
    throw new TypeError('There is no FormData in this shell: use text() or arrayBuffer().');
  }

  get [Symbol.toStringTag](): string {
    return 'Response';
  }

  #mustBeUnread(): void {
    if (this.bodyUsed || this.#stream?.locked) throw new TypeError('The body has been read, or is locked.');
  }

  async #read(): Promise<Uint8Array<ArrayBuffer>> {
    this.#mustBeUnread();
    if (this.#stream !== undefined) return collect(this.#stream, this.#sharesChunks);
    if (this.#bytes === undefined) return new Uint8Array();
    this.#used = true;
    return this.#bytes;
  }
}

/** Copied, so that the author of the response cannot change it afterwards. */
const bytesOf = (body: unknown): readonly [Uint8Array<ArrayBuffer>, string | undefined] => {
  if (body instanceof ArrayBuffer) return [new Uint8Array(body).slice(), undefined];
  if (ArrayBuffer.isView(body)) {
    return [
      new Uint8Array(body.buffer, body.byteOffset, body.byteLength).slice() as Uint8Array<ArrayBuffer>,
      undefined,
    ];
  }
  const type =
    body instanceof URLSearchParams
      ? 'application/x-www-form-urlencoded;charset=UTF-8'
      : 'text/plain;charset=UTF-8';
  return [utf8Encoder.encode(String(body)) as Uint8Array<ArrayBuffer>, type];
};

/** Of a body that was consumed as bytes, a stream that has nothing more to give. */
const streamOf = (bytes: Uint8Array | undefined): ReadableStream =>
  new ReadableStream(
    {
      pull: (controller) => {
        if (bytes !== undefined && bytes.byteLength > 0) controller.enqueue(bytes);
        controller.close();
      },
    },
    { highWaterMark: 0 },
  );

/**
 * A lone chunk is not copied, unlike in the standard: of the broker's answers nobody else holds it. The view is ours all
 * the same: in a stream of the extension's own a chunk may be anything that looks like bytes, and Node would look at it.
 */
const collect = async (stream: ReadableStream, copied: boolean): Promise<Uint8Array<ArrayBuffer>> => {
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const next = await reader.read();
    if (next.done) break;
    if (!(next.value instanceof Uint8Array)) throw new TypeError('A body consists of Uint8Array chunks.');
    chunks.push(next.value);
    length += next.value.byteLength;
  }
  const [first] = chunks;
  if (!copied && first?.buffer instanceof ArrayBuffer && first.buffer.byteLength === length)
    return new Uint8Array(first.buffer);
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
};
