/** Below this a number is an ordinary one: as `minimumSecretLength` in scrubber.ts, counted in digits. */
const fewestDigits = 8;
/** PHP prints 14 significant digits of a double, C and .NET 15, JavaScript and Python up to 17. */
const roundings = [14, 15, 16, 17];

/**
 * For digits that a server has read as a number and printed again: the leading digits that a double keeps, with and
 * without a dot after the first one. What follows them (zeros, an exponent, `.0`) tells nothing. Empty for other texts.
 *
 * Fewer than 14 digits of a longer secret are no form: an extension could find it digit by digit, by what becomes a
 * marker. So a number of single precision is not caught.
 */
export function numberForms(text: string): string[] {
  if (!/^\d+$/.test(text)) return [];
  const digits = text.replace(/^0+/, '');
  if (digits.length < fewestDigits) return [];
  const forms = new Set([digits]);
  const add = (significant: string): void => {
    forms.add(significant).add(`${significant.slice(0, 1)}.${significant.slice(1)}`);
  };
  const whole = digits.replace(/0+$/, '');
  if (whole.length >= fewestDigits) add(whole);
  for (const count of roundings) {
    if (count >= whole.length) continue;
    for (const significant of [digits.slice(0, count), ...roundedTo(count, digits)]) add(significant);
  }
  return [...forms];
}

/** Both of the digits themselves and of the double that is nearest to them: the last digit may differ. */
const roundedTo = (count: number, digits: string): string[] => {
  // Scaled to 1.x, so that the longest secret is no infinity.
  const value = Number(`${digits.slice(0, 1)}.${digits.slice(1)}`);
  return [value, Number(digits)]
    .filter((number) => Number.isFinite(number))
    .map((number) => number.toExponential(count - 1).replace(/\.|e.*$/g, ''))
    .filter((significant) => significant.replace(/0+$/, '').length >= fewestDigits);
};
