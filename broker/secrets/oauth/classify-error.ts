import * as oauth from 'oauth4webapi';
import { NetworkError } from '../../network/network-error.ts';
import { OauthError } from './oauth-error.ts';

/**
 * From whatever a step threw to one of our codes. The server's own words (`error_description`, a page of HTML) end
 * here: causes are kept as names, since libraries and servers quote what they were given.
 */
export function classifyError(error: unknown, retryAfterMs?: number): OauthError {
  if (error instanceof OauthError) return error;
  const made = (code: OauthError['code']): OauthError =>
    new OauthError(code, { retryAfterMs, cause: outline(error) });
  if (error instanceof NetworkError) {
    if (error.code === 'aborted') return made('aborted');
    return error.code === 'redirect-refused' || error.code === 'destination-refused'
      ? made('endpoint-refused')
      : made('network');
  }
  if (error instanceof oauth.ResponseBodyError) return made(ofErrorBody(error.error, error.status));
  if (error instanceof oauth.AuthorizationResponseError) return made(ofErrorBody(error.error, 400));
  if (error instanceof oauth.UnsupportedOperationError) return made('token-refused');
  if (!(error instanceof oauth.OperationProcessingError)) throw error;
  switch (error.code) {
    case oauth.RESPONSE_IS_NOT_JSON:
    case oauth.PARSE_ERROR:
      return made('not-json');
    case oauth.RESPONSE_IS_NOT_CONFORM:
      return made(
        error.cause instanceof Response && isPassing(error.cause.status) ? 'server-error' : 'broken-answer',
      );
    case oauth.JSON_ATTRIBUTE_COMPARISON:
      return made('issuer-mismatch');
    case oauth.JWT_CLAIM_COMPARISON:
    case oauth.JWT_TIMESTAMP_CHECK:
    case oauth.KEY_SELECTION:
      return made('id-token-refused');
    case oauth.MISSING_SERVER_METADATA:
    case oauth.INVALID_SERVER_METADATA:
      return made('endpoint-missing');
    default:
      return made('broken-answer');
  }
}

/**
 * The same around everything that asks a server or reads its answer. What Node and the libraries throw there, such as
 * `new URL` at an `issuer` that is none, is about the answer: nobody else wrote it.
 */
export const classifyOutside = (error: unknown, retryAfterMs?: number): OauthError => {
  const isAboutAnswer = [TypeError, RangeError, SyntaxError, URIError, DOMException].some(
    (kind) => error instanceof kind,
  );
  return isAboutAnswer
    ? new OauthError('broken-answer', { retryAfterMs, cause: outline(error) })
    : classifyError(error, retryAfterMs);
};

const ofErrorBody = (error: string, status: number): OauthError['code'] => {
  if (isPassing(status)) return 'server-error';
  switch (error) {
    case 'invalid_grant':
    case 'bad_refresh_token': // GitHub
      return 'invalid-grant';
    case 'invalid_client':
    case 'unauthorized_client':
    case 'incorrect_client_credentials': // GitHub
      return 'client-refused';
    case 'invalid_scope':
      return 'scope-refused';
    case 'invalid_target':
      return 'resource-refused';
    case 'access_denied':
      return 'denied';
    case 'expired_token':
      return 'device-expired';
    case 'authorization_pending':
      return 'pending';
    case 'slow_down':
      return 'slow-down';
    case 'temporarily_unavailable':
    case 'server_error':
      return 'server-error';
    default:
      return 'refused';
  }
};

const isPassing = (status: number): boolean => status >= 500 || status === 429 || status === 408;

const outline = (error: unknown): object => {
  if (error instanceof NetworkError) return error;
  if (!(error instanceof Error)) return { name: typeof error };
  const code: unknown = 'code' in error ? error.code : undefined;
  return { name: error.name, code: typeof code === 'string' ? code : undefined };
};
