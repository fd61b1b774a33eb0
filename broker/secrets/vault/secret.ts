declare const brand: unique symbol;

/**
 * Something that only the secrets room can read, by `plaintextOf` in plaintext.ts. It prints as `[secret]` everywhere.
 * The brand is not exported, so nothing that merely has the same methods is a Secret.
 */
export type Secret = {
  readonly [brand]: 'Secret';
  toString(): '[secret]';
  toJSON(): '[secret]';
};
