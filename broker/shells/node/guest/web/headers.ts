export type HeadersInit = Iterable<readonly [string, string]> | Readonly<Record<string, string>>;

/** Field names are tokens (RFC 9110, 5.1), compared without case; values are byte strings without line breaks. */
export class Headers {
  readonly #fields = new Map<string, string[]>();

  constructor(init?: HeadersInit) {
    if (init === undefined) return;
    for (const [name, value] of pairsOf(init)) this.append(name, value);
  }

  append(name: string, value: string): void {
    const key = checkedName(name);
    const values = this.#fields.get(key);
    if (values === undefined) this.#fields.set(key, [checkedValue(value)]);
    else values.push(checkedValue(value));
  }

  delete(name: string): void {
    this.#fields.delete(checkedName(name));
  }

  get(name: string): string | null {
    return this.#fields.get(checkedName(name))?.join(', ') ?? null;
  }

  getSetCookie(): string[] {
    return [...(this.#fields.get('set-cookie') ?? [])];
  }

  has(name: string): boolean {
    return this.#fields.has(checkedName(name));
  }

  set(name: string, value: string): void {
    this.#fields.set(checkedName(name), [checkedValue(value)]);
  }

  forEach(callback: (value: string, name: string, headers: Headers) => void, thisArg?: unknown): void {
    for (const [name, value] of this) Reflect.apply(callback, thisArg, [value, name, this]);
  }

  /** Sorted by name and combined, but for Set-Cookie (Fetch standard, "sort and combine"). */
  *entries(): IterableIterator<[string, string]> {
    for (const name of [...this.#fields.keys()].sort()) {
      const values = this.#fields.get(name) ?? [];
      if (name === 'set-cookie') for (const value of values) yield [name, value];
      else yield [name, values.join(', ')];
    }
  }

  *keys(): IterableIterator<string> {
    for (const [name] of this.entries()) yield name;
  }

  *values(): IterableIterator<string> {
    for (const [, value] of this.entries()) yield value;
  }

  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.entries();
  }

  get [Symbol.toStringTag](): string {
    return 'Headers';
  }
}

/** Pairs, a record or another Headers, as two strings each. */
export const pairsOf = (init: unknown): readonly (readonly [string, string])[] => {
  if (typeof init !== 'object' || init === null)
    throw new TypeError('Expected pairs or a record of strings.');
  const list = Symbol.iterator in init ? [...(init as Iterable<unknown>)] : Object.entries(init);
  return list.map((pair) => {
    const both = [...(pair as Iterable<unknown>)];
    if (both.length !== 2) throw new TypeError('Expected pairs of a name and a value.');
    return [String(both[0]), String(both[1])];
  });
};

const checkedName = (name: unknown): string => {
  const text = String(name);
  if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(text))
    throw new TypeError(`Invalid header name: ${text.slice(0, 100)}`);
  return text.toLowerCase();
};

const checkedValue = (value: unknown): string => {
  const text = String(value).replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, '');
  if (/[\0\r\n]|[^\0-\xff]/.test(text)) throw new TypeError('Invalid header value.');
  return text;
};
