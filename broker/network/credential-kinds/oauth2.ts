import { readTokens, tokensField } from '../oauth/token-set.ts';
import { asHeaderValue } from './header-value.ts';
import type { AuthOf, CredentialKind } from './kind.ts';
import { appendQuery, encodeQuery } from './query.ts';

type Oauth2 = AuthOf<'oauth2'>;

/** RFC 6750: the access token of the connection's sign-in. The refresh token and the client secret go elsewhere only. */
export const oauth2: CredentialKind<Oauth2> = {
  reserves: ({ token }) => ({
    headers: ['authorization', ...(token.in === 'header' ? [token.name.toLowerCase()] : [])],
    query: token.in === 'query' ? [token.name] : [],
  }),
  inject({ token }, values, request) {
    const { accessToken } = readTokens(values.secret(tokensField));
    if (token.in === 'query') {
      appendQuery(request.url, `${encodeQuery(token.name)}=${encodeQuery(accessToken)}`);
      return;
    }
    request.headers[token.name.toLowerCase()] = asHeaderValue(`${token.prefix}${accessToken}`);
  },
  forms({ client, token }, values) {
    const { accessToken, refreshToken, retired } = readTokens(values.secret(tokensField));
    const forms = [accessToken, ...(refreshToken === undefined ? [] : [refreshToken]), ...retired];
    if (client.secret !== undefined && values.has(client.secret)) {
      values.secret(client.secret).use((secret) => forms.push(secret));
    }
    if (token.in === 'query') forms.push(...forms.map(encodeQuery));
    return forms;
  },
};
