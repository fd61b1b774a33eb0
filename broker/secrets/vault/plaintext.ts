import type { Secret } from './secret.ts';

/** Out of the object, and so out of reach of an inspector's `showHidden`. */
const plaintexts = new WeakMap<object, string>();
const shown = (): '[secret]' => '[secret]';
const hidden = (value: unknown): PropertyDescriptor => ({ value, enumerable: false });

// Nothing is enumerable, or even the object's own: a spread, Object.entries and structuredClone find an empty object.
const methods = Object.freeze(
  Object.create(null, {
    toString: hidden(shown),
    toLocaleString: hidden(shown),
    toJSON: hidden(shown),
    valueOf: hidden(shown),
    [Symbol.toPrimitive]: hidden(shown),
    [Symbol.toStringTag]: hidden('Secret'),
    [Symbol.for('nodejs.util.inspect.custom')]: hidden(shown),
  }),
);

export const makeSecret = (plaintext: string): Secret => {
  const secret = Object.freeze(Object.create(methods)) as Secret;
  plaintexts.set(secret, plaintext);
  return secret;
};

/**
 * For this room alone: `npm run check` refuses an import of this file anywhere else. Opens what `makeSecret` made here, not
 * a copy, a proxy, or an object that inherits from one. A JavaScript string cannot be wiped.
 */
export const plaintextOf = (secret: Secret): string => {
  const plaintext = plaintexts.get(secret);
  if (plaintext === undefined) throw new TypeError('That is not a secret.');
  return plaintext;
};
