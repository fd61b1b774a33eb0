import type { SignInFailure } from '../../contracts/sign-in-failures.ts';

/** Everything that can go wrong between the broker and an authorization server. Words of ours, never the server's. */
export type OauthCode = Exclude<SignInFailure, 'internal'>;

/** Worth another try later: nothing that the server said is about this grant or this client. */
const passing: ReadonlySet<OauthCode> = new Set(['network', 'not-json', 'server-error', 'timed-out']);

/** No server has somebody wait longer, whatever it asks for. */
export const longestRetryAfterMs = 60 * 60 * 1000;

export class OauthError extends Error {
  override readonly name = 'OauthError';
  readonly code: OauthCode;
  /** What the server asked for, in an answer with Retry-After. */
  readonly retryAfterMs: number | undefined;

  constructor(
    code: OauthCode,
    details: { readonly retryAfterMs?: number | undefined; readonly cause?: unknown } = {},
  ) {
    super(`OAuth: ${code}`, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.retryAfterMs = details.retryAfterMs;
  }

  get passes(): boolean {
    return passing.has(this.code);
  }
}
