/** `number` in hexadecimal digits, at least `width` of them. */
export function hexDigits(number: number, width: number, upper: boolean): string {
  const digits = number.toString(16).padStart(width, '0');
  return upper ? digits.toUpperCase() : digits;
}
