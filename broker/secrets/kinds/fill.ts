import { NetworkError } from '../../network/network-error.ts';
import type { CredentialValues } from './kind.ts';

/** A declared text with the user's plain fields in it. An empty one would make another text of it. */
export function fill(text: string, values: Pick<CredentialValues, 'text'>): string {
  return text.replace(/\{([a-z][A-Za-z0-9]{0,39})\}/g, (_whole, field: string) => {
    const value = values.text(field);
    if (value === undefined || value === '') {
      throw new NetworkError('credential-malformed', { why: 'field-empty' });
    }
    return value;
  });
}
