import { NetworkError } from '../../network/network-error.ts';
import { asHeaderValue } from './header-value.ts';

/** Names that would move the message or belong to another kind. Authorization is fine: that is what it is for. */
const refused =
  /^(?:host|cookie2?|set-cookie2?|connection|keep-alive|content-length|content-type|transfer-encoding|te|trailer|upgrade|expect|accept-encoding|proxy-.*|sec-.*)$/;

/** Sets a header whose name and value a provider or a user chose. */
export function setHeader(headers: Record<string, string>, givenName: string, value: string): void {
  const name = givenName.toLowerCase();
  if (!/^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name) || refused.test(name)) {
    throw new NetworkError('credential-malformed', { why: 'header-name' });
  }
  headers[name] = asHeaderValue(value);
}
