import type { Oauth2Auth, ProviderAuth } from '@valetkey/api-contracts';
import { canonicalJson } from '../json/canonical-json.ts';

/**
 * Where a credential goes, in one sentence that a user can read in a diff. It is part of the authority digest, so no
 * two placements may have the same one: names hold no spaces or quotes, free text is quoted as JSON,
 * and what changes a signature's meaning stands there word for word.
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
    case 'sigv4': {
      const token = auth.sessionToken === undefined ? '' : ` and the session token ${auth.sessionToken}`;
      return `Signed with AWS Signature Version 4 for ${quote(auth.service)} in ${quote(auth.region)}, with the key ${auth.secretAccessKey}, its id ${auth.accessKeyId}${token}`;
    }
    case 'hmac':
      return `Signed with the key ${auth.secret}, in the header ${auth.signature.header}, as ${canonicalJson(auth)}`;
    case 'jwtBearer':
      return auth.exchange === undefined
        ? `Token in the header ${auth.header}, signed with the key ${auth.key}, as ${canonicalJson(auth)}`
        : `Token in the header ${auth.header}, given at ${auth.exchange.url} for one signed with the key ${auth.key}, as ${canonicalJson(auth)}`;
    case 'githubApp':
      return `GitHub App token in the Authorization header, given at ${auth.base ?? ''}/app/installations for one signed with the key ${auth.key}, for the app ${quote(auth.appId)} and the installation ${quote(auth.installationId)}`;
    case 'mtls': {
      const phrase = auth.passphrase === undefined ? '' : `, opened with ${auth.passphrase}`;
      return `TLS client certificate from the field ${auth.certificate}, with the key ${auth.key}${phrase}`;
    }
    case 'digest': {
      const md5 = auth.allowMd5 ? 'SHA-256 or MD5' : 'SHA-256';
      return `Digest sign-in (${md5}) in the Authorization header, from the fields ${auth.username} and ${auth.password}`;
    }
    case 'registryToken': {
      const elsewhere = auth.realms.length === 0 ? '' : ` or to ${auth.realms.join(' or ')}`;
      return `Registry token in the Authorization header, given for the fields ${auth.username} and ${auth.password}, which go to the registry${elsewhere}`;
    }
    case 'several':
      return auth.parts.map((part, index) => `(${index + 1}) ${placementOf(part)}`).join('; ');
    case 'none':
      return 'No credential on requests';
    case 'oauth2':
      return `OAuth 2 access token ${tokenPlacement(auth)}${clientSecret(auth)}${idToken(auth)}`;
  }
};

const quote = (text: string): string => JSON.stringify(text);

const tokenPlacement = ({ token }: Oauth2Auth): string =>
  token.in === 'query'
    ? `in the query parameter ${token.name}`
    : `in the header ${token.name}, after ${JSON.stringify(token.prefix)}`;

const clientSecret = ({ client }: Oauth2Auth): string =>
  client.secret === undefined ? '' : `; to sign in, also the client secret from the field ${client.secret}`;

const idToken = ({ identityProvider }: Oauth2Auth): string =>
  identityProvider === undefined
    ? ''
    : `; the ID token from the field ${identityProvider.idToken} goes to the identity provider only`;
