import type { Scrub } from './scrub.ts';

declare const unscrubbed: unique symbol;
/**
 * What came from outside and is read in network/ alone: an answer that holds tokens, the head from which a credential
 * learns. It has no parts. What imports `readInside` elsewhere does not pass the check of dependencies.
 */
export type Unscrubbed<T> = { readonly [unscrubbed]: T };

const kept = new WeakMap<object, unknown>();

export const keepInside = <T>(value: T): Unscrubbed<T> => {
  const holder = Object.freeze({}) as Unscrubbed<T>;
  kept.set(holder, value);
  return holder;
};

/** Nothing of it is scrubbed, whatever its type says. */
export const readInside = <T>(holder: Unscrubbed<T>): T => {
  if (!kept.has(holder)) throw new TypeError('an answer that no courier has given');
  return kept.get(holder) as T;
};

/** Takes nothing out. */
export const asItIs: Scrub = Object.freeze<Scrub>({
  stream: () => ({ push: (chunk) => [chunk], end: () => [], hits: 0 }),
  text: (text) => ({ text, hits: 0 }),
  isInName: () => false,
});
