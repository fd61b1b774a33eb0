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

/** Out of the object, and so out of reach of an inspector's `showHidden`. */
const plaintexts = new WeakMap<object, string>();
const shown = (): '[secret]' => '[secret]';
const hidden = (value: unknown): PropertyDescriptor => ({ value, enumerable: false });

// Nothing is enumerable, or even the object's own: a spread, Object.entries and structuredClone find an empty object.
const methods = Object.freeze(
  Object.create(null, {
    // Of what `makeSecret` made here: not of a copy, a proxy, or an object that inherits from one.
    use: hidden(function use(this: object, fn: (plaintext: string) => unknown) {
      const plaintext = plaintexts.get(this);
      if (plaintext === undefined) throw new TypeError('That is not a secret.');
      return fn(plaintext);
    }),
    toString: hidden(shown),
    toLocaleString: hidden(shown),
    toJSON: hidden(shown),
    valueOf: hidden(shown),
    [Symbol.toPrimitive]: hidden(shown),
    [Symbol.toStringTag]: hidden('Secret'),
    [Symbol.for('nodejs.util.inspect.custom')]: hidden(shown),
  }),
);

/** For `vault/`, for tokens that `network/` was given and keeps in memory, and for tests. */
export const makeSecret = (plaintext: string): Secret => {
  const secret = Object.freeze(Object.create(methods)) as Secret;
  plaintexts.set(secret, plaintext);
  return secret;
};
