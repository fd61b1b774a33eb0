import { ValetkeyError } from '@valetkey/api-contracts';

type Issue = { readonly path: readonly PropertyKey[]; readonly message: string };

/** What a schema refuses, as the caller reads it: the place, and what would be right there. */
export const inputError = ([first]: readonly Issue[]): ValetkeyError => {
  const at = (first?.path ?? []).map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`));
  return new ValetkeyError({
    code: 'invalid-input',
    at: at.join('').replace(/^\./, '').slice(0, 300),
    expected: (first?.message ?? '').slice(0, 300),
  });
};
