import { type NetworkCode, NetworkError } from './network-error.ts';

const named: Readonly<Record<string, NetworkCode>> = {
  VALETKEY_ADDRESS_REFUSED: 'address-refused',
  UND_ERR_CONNECT_TIMEOUT: 'timed-out',
  UND_ERR_HEADERS_TIMEOUT: 'timed-out',
  UND_ERR_BODY_TIMEOUT: 'timed-out',
  ETIMEDOUT: 'timed-out',
  UND_ERR_HEADERS_OVERFLOW: 'response-too-large',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'response-too-large',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'broken-response',
  UND_ERR_ABORTED: 'aborted',
  UND_ERR_DESTROYED: 'aborted',
  UND_ERR_CLOSED: 'aborted',
  UND_ERR_INVALID_ARG: 'request-malformed',
  UND_ERR_NOT_SUPPORTED: 'request-malformed',
  UND_ERR_REQ_CONTENT_LENGTH_MISMATCH: 'request-malformed',
};

// OpenSSL's verification results have no common prefix; the list is that of X509_verify_cert_error_string.
const tls =
  /^(?:ERR_TLS_|ERR_SSL_|ERR_OSSL_|EPROTO$|CERT_|CRL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERROR_IN_CERT|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_|HOSTNAME_MISMATCH|AKID_|KEYUSAGE_)/;

/** A library's error by its code alone. `sent` says that the request had been written to a socket. */
export function nameFailure(error: unknown, sent: boolean): NetworkError {
  if (error instanceof NetworkError) return error;
  const code = codeOf(error);
  const known = Object.hasOwn(named, code) ? named[code] : undefined;
  if (known !== undefined) return new NetworkError(known, { cause: error });
  // The server's own verdict: on our certificate, or on having none.
  if (/_ALERT_/.test(code)) return new NetworkError('tls-failed', { why: 'refused-by-server', cause: error });
  if (tls.test(code)) return new NetworkError('tls-failed', { cause: error });
  return new NetworkError(sent ? 'broken-response' : 'host-unreachable', { cause: error });
}

const breaks: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

/** The connection ended, by the other side or on the way. */
export const isBreak = (error: unknown): boolean => breaks.has(codeOf(error));

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
