/** Takes decoded bytes in order; may keep some back until it has seen more. */
export type ScrubStream = {
  push(chunk: Uint8Array): readonly Uint8Array[];
  end(): readonly Uint8Array[];
  readonly hits: number;
};

/**
 * What takes secrets out of an answer, made by the redaction station: whole, so that nobody who hands one over can
 * leave a part out.
 */
export type Scrub = {
  /** For one body. */
  stream(): ScrubStream;
  /** For values of headers and paths. */
  text(value: string): { readonly text: string; readonly hits: number };
  /** Whether a secret stands in the name of a header, whose letters have lost their case on the way. */
  isInName(name: string): boolean;
};

declare const scrubbed: unique symbol;
/**
 * Came from outside and was searched for the secrets of its connection. Made in network/ alone: scrub-head.ts, answer.ts
 * and read-whole.ts. What leads outward asks for it.
 */
export type Scrubbed<T> = T & { readonly [scrubbed]: true };
