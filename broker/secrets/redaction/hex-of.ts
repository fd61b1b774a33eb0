/** `bytes` in hexadecimal digits, two for each. */
export function hexOf(bytes: Uint8Array, upper: boolean): string {
  const digits = Buffer.from(bytes).toString('hex');
  return upper ? digits.toUpperCase() : digits;
}
