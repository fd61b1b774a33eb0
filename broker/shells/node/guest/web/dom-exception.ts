/** Legacy numbers of the names that are used here (Web IDL, DOMException names). */
const legacyCodes: ReadonlyMap<string, number> = new Map([
  ['InvalidCharacterError', 5],
  ['InvalidStateError', 11],
  ['AbortError', 20],
  ['TimeoutError', 23],
]);

export class DOMException extends Error {
  override readonly name: string;
  readonly code: number;

  constructor(message: unknown = '', name: unknown = 'Error') {
    super(String(message));
    this.name = String(name);
    this.code = legacyCodes.get(this.name) ?? 0;
  }

  get [Symbol.toStringTag](): string {
    return 'DOMException';
  }
}
