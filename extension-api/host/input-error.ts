import { ValetkeyError, type ValueRefusal } from '@valetkey/api-contracts';

type Issue = {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** Of a strict object: what it does not know, which zod names in the message alone. */
  readonly keys?: readonly string[];
};

/** What a schema refuses, as the caller reads it: the place, and what would be right there. */
export function inputError([first]: readonly Issue[]): ValetkeyError {
  const path = [...(first?.path ?? []), ...(first?.keys ?? []).slice(0, 1)];
  const at = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`));
  return new ValetkeyError({
    code: 'invalid-input',
    at: at.join('').replace(/^\./, '').slice(0, 300),
    expected: first?.keys === undefined ? demandIn(first?.message ?? '') : 'is not known there; leave it out',
  });
}

/** Zod's own words turned into a demand, as the contracts' are. */
const demandIn = (message: string): string =>
  message
    .replace(/^Invalid input: expected (\w+), received undefined$/, 'is missing; it must be of type $1')
    .replace(/^Invalid input: expected (\w+), received (\w+)$/, 'must be of type $1, not $2')
    .replace(/^Too (?:small|big): expected \w+ to (be|have) /, 'must $1 ')
    .slice(0, 300);

const expectations: Partial<Readonly<Record<ValueRefusal, string>>> = {
  'not-plain-data':
    'must be JSON: plain objects, arrays without holes, texts, finite numbers, booleans and null',
  'forbidden-key': 'must have no member __proto__',
};

/** What the gate would close the port for. */
export const sizeError = (refusal: ValueRefusal): ValetkeyError => {
  const expected = expectations[refusal];
  return expected === undefined
    ? new ValetkeyError({ code: 'too-large' })
    : new ValetkeyError({ code: 'invalid-input', expected });
};
