const sentences = {
  'vault-locked': 'The vault is locked, so nothing was stored. Unlock it and try again.',
  'vault-closed': 'The vault was closed.',
  'place-invalid':
    'A secret needs a connection id, a field name and an authority digest of 1 to 200 printable characters.',
  'plaintext-invalid':
    'The secret holds half of a character pair and could not be stored unchanged. Enter it again.',
  'plaintext-too-long': 'The secret is longer than 256 KiB.',
} as const;

export type VaultErrorCode = keyof typeof sentences;

/** Why nothing was stored. The disk's own failures come as DatabaseError. */
export class VaultError extends Error {
  readonly code: VaultErrorCode;

  constructor(code: VaultErrorCode) {
    super(sentences[code]);
    this.name = 'VaultError';
    this.code = code;
  }
}
