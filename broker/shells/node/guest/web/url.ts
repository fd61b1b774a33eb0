import { plainly } from '../plain-error.ts';
import { pairsOf } from './headers.ts';

const { URL: HostUrl, URLSearchParams: HostParams } = globalThis;

/** Around Node's own parameters, which are linked to the URL that they came from. */
let adopt: (inner: InstanceType<typeof HostParams>) => URLSearchParams;

export class URLSearchParams {
  #inner: InstanceType<typeof HostParams>;

  constructor(init: unknown = '') {
    this.#inner = new HostParams(
      typeof init === 'object' && init !== null
        ? pairsOf(init).map(([name, value]): [string, string] => [name, value])
        : String(init),
    );
  }

  static {
    adopt = (inner) => {
      const params = new URLSearchParams();
      params.#inner = inner;
      return params;
    };
  }

  get size(): number {
    return this.#inner.size;
  }

  append(name: unknown, value: unknown): void {
    this.#inner.append(String(name), String(value));
  }

  delete(name: unknown, value?: unknown): void {
    if (value === undefined) this.#inner.delete(String(name));
    else this.#inner.delete(String(name), String(value));
  }

  get(name: unknown): string | null {
    return this.#inner.get(String(name));
  }

  getAll(name: unknown): string[] {
    return this.#inner.getAll(String(name));
  }

  has(name: unknown, value?: unknown): boolean {
    return value === undefined ? this.#inner.has(String(name)) : this.#inner.has(String(name), String(value));
  }

  set(name: unknown, value: unknown): void {
    this.#inner.set(String(name), String(value));
  }

  sort(): void {
    this.#inner.sort();
  }

  forEach(callback: (value: string, name: string, params: URLSearchParams) => void, thisArg?: unknown): void {
    for (const [name, value] of this.#inner) Reflect.apply(callback, thisArg, [value, name, this]);
  }

  *entries(): IterableIterator<[string, string]> {
    yield* this.#inner.entries();
  }

  *keys(): IterableIterator<string> {
    yield* this.#inner.keys();
  }

  *values(): IterableIterator<string> {
    yield* this.#inner.values();
  }

  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.entries();
  }

  toString(): string {
    return this.#inner.toString();
  }

  get [Symbol.toStringTag](): string {
    return 'URLSearchParams';
  }
}

const parts = [
  'href',
  'protocol',
  'username',
  'password',
  'host',
  'hostname',
  'port',
  'pathname',
  'search',
  'hash',
] as const;

export class URL {
  readonly #inner: InstanceType<typeof HostUrl>;
  readonly #searchParams: URLSearchParams;

  constructor(url: unknown, base?: unknown) {
    const text = String(url);
    this.#inner = plainly(() => (base === undefined ? new HostUrl(text) : new HostUrl(text, String(base))));
    this.#searchParams = adopt(this.#inner.searchParams);
  }

  static canParse(url: unknown, base?: unknown): boolean {
    // Not the host's own `canParse` (urlOf in @valetkey/api-contracts says why).
    try {
      return new URL(url, base) !== undefined;
    } catch {
      return false;
    }
  }

  static {
    for (const part of parts) {
      Object.defineProperty(URL.prototype, part, {
        get(this: URL) {
          return this.#inner[part];
        },
        set(this: URL, value: unknown) {
          const text = String(value);
          plainly(() => {
            this.#inner[part] = text;
          });
        },
        enumerable: true,
        configurable: true,
      });
    }
  }

  get origin(): string {
    return this.#inner.origin;
  }

  get searchParams(): URLSearchParams {
    return this.#searchParams;
  }

  toString(): string {
    return this.#inner.href;
  }

  toJSON(): string {
    return this.#inner.href;
  }

  get [Symbol.toStringTag](): string {
    return 'URL';
  }
}
