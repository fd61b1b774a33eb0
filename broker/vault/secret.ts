declare const brand: unique symbol;

/**
 * Plaintext that can only be used inside a callback, and prints as `[secret]` everywhere else.
 * The brand is not exported, so nothing that merely has the same methods is a Secret.
 * Not prevented here: a callback that returns, stores or throws the plaintext. Who may open one is the
 * dependency rule's matter: `network/` and the credential kinds. A JavaScript string cannot be wiped either.
 */
export type Secret = {
  readonly [brand]: 'Secret';
  use<T>(fn: (plaintext: string) => T): T;
  toString(): '[secret]';
  toJSON(): '[secret]';
};

const made = new WeakSet<object>();
const shown = (): '[secret]' => '[secret]';

/** For `vault/` only (and tests). */
export const makeSecret = (plaintext: string): Secret => {
  const hidden = (value: unknown): PropertyDescriptor => ({ value, enumerable: false });
  // Nothing is enumerable: a spread, Object.entries and structuredClone find an empty object. The plaintext
  // lives in this closure alone, out of the inspector's `showHidden` too.
  const secret = Object.create(null, {
    use: hidden((fn: (plaintext: string) => unknown) => fn(plaintext)),
    toString: hidden(shown),
    toLocaleString: hidden(shown),
    toJSON: hidden(shown),
    valueOf: hidden(shown),
    [Symbol.toPrimitive]: hidden(shown),
    [Symbol.toStringTag]: hidden('Secret'),
    [Symbol.for('nodejs.util.inspect.custom')]: hidden(shown),
  }) as Secret;
  made.add(secret);
  return Object.freeze(secret);
};

/** True for what `makeSecret` made here: not for a copy, a proxy, or an object that inherits from one. */
export const isSecret = (value: unknown): value is Secret =>
  typeof value === 'object' && value !== null && made.has(value);
