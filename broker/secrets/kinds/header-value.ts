import { NetworkError } from '../../network/network-error.ts';

/**
 * A secret that goes into a header as it is. Visible ASCII, with spaces or tabs only inside: a server trims
 * the ends and would echo something that is not what the scrubber looks for, and bytes beyond ASCII come
 * back in whichever encoding it prefers. The refusal says which rule, never what was refused.
 */
export const asHeaderValue = (plaintext: string): string => {
  if (plaintext === '') throw new NetworkError('credential-malformed', { why: 'empty' });
  if (!/^[\t -~]*$/.test(plaintext)) throw new NetworkError('credential-malformed', { why: 'character' });
  if (plaintext.trim() !== plaintext) throw new NetworkError('credential-malformed', { why: 'whitespace' });
  return plaintext;
};
