import { type ErrorAnswer, errorSentences, ValetkeyError } from '@valetkey/api-contracts';
import { NetworkError } from '../network/network-error.ts';

/** From the inner family of errors to the outer one: a code, and a word from one of our own closed lists. */
export function outwardError(error: unknown): ValetkeyError {
  if (error instanceof ValetkeyError) return error;
  if (!(error instanceof NetworkError)) return new ValetkeyError({ code: 'internal' }, error);
  const code = error.code in errorSentences ? (error.code as ErrorAnswer['code']) : 'internal';
  return new ValetkeyError({ code, why: error.why }, error);
}
