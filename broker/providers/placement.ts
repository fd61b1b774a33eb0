import type { Oauth2Auth, ProviderAuth } from '@valetkey/api-contracts';

/**
 * Where a credential goes, in one sentence that a user can read in a diff. It is part of the authority digest, so no
 * two placements may have the same one: names hold no spaces or quotes, and free text is quoted as JSON.
 */
export const placementOf = (auth: ProviderAuth): string => {
  switch (auth.kind) {
    case 'bearer':
      return `Bearer token in the Authorization header, from the field ${auth.secret}`;
    case 'basic':
      return `Basic sign-in in the Authorization header, from the fields ${auth.username} and ${auth.password}`;
    case 'header': {
      const prefix = auth.prefix === undefined ? '' : `, after ${JSON.stringify(auth.prefix)}`;
      return `In the header ${auth.name}, from the field ${auth.secret}${prefix}`;
    }
    case 'query':
      return `In the query parameter ${auth.name}, from the field ${auth.secret}`;
    case 'path':
      return `In the path, as ${auth.paths.join(' or ')}, from the field ${auth.secret}`;
    case 'several':
      return auth.parts.map((part, index) => `(${index + 1}) ${placementOf(part)}`).join('; ');
    case 'none':
      return 'No credential on requests';
    case 'oauth2':
      return `OAuth 2 access token ${tokenPlacement(auth)}${clientSecret(auth)}`;
  }
};

const tokenPlacement = ({ token }: Oauth2Auth): string =>
  token.in === 'query'
    ? `in the query parameter ${token.name}`
    : `in the header ${token.name}, after ${JSON.stringify(token.prefix)}`;

const clientSecret = ({ client }: Oauth2Auth): string =>
  client.secret === undefined ? '' : `; to sign in, also the client secret from the field ${client.secret}`;
