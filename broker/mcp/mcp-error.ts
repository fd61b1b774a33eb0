import { ValetkeyError } from '@valetkey/api-contracts';
import { outwardError } from '../use/outward-error.ts';

/** An SDK error's message quotes what the server sent and stays here; its code is a number and may go. */
export function mcpError(error: unknown): ValetkeyError {
  const known = outwardError(error);
  if (known.code !== 'internal') return known;
  const cause = (error as { cause?: unknown } | undefined)?.cause;
  if (cause !== undefined && outwardError(cause).code !== 'internal') return outwardError(cause);
  const { code } = (error ?? {}) as { code?: unknown };
  const status = statusOf(error);
  const why = status === undefined ? rpcWhy(code) : `http-${status}`;
  return new ValetkeyError({ code: 'mcp-failed', why }, error);
}

/** JSON-RPC's own codes, and those of a server that fit into five digits: no longer number is told. */
export const rpcWhy = (code: unknown): string | undefined => {
  if (typeof code !== 'number') return undefined;
  return Number.isInteger(code) && Math.abs(code) <= 99_999 ? `rpc${code}` : 'rpc-other';
};

/** The HTTP status of an SDK error: `SseError` has it as its code, `SdkHttpError` beside one. */
export const statusOf = (error: unknown): number | undefined => {
  const { code, status = code } = (error ?? {}) as { code?: unknown; status?: unknown };
  return typeof status === 'number' && status > 0 && status < 1000 ? status : undefined;
};

/** The server knows the session no more (Streamable HTTP, 404 with a session id): a new one has to be made. */
export const isSessionGone = (error: unknown): boolean => statusOf(error) === 404;
