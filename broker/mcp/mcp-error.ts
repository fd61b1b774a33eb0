import { ValetkeyError } from '@valetkey/api-contracts';
import { outwardError } from '../use/outward-error.ts';

/** An SDK error's message quotes what the server sent and stays here; its code is a number and may go. */
export const mcpError = (error: unknown): ValetkeyError => {
  const known = outwardError(error);
  if (known.code !== 'internal') return known;
  const cause = (error as { cause?: unknown } | undefined)?.cause;
  if (cause !== undefined && outwardError(cause).code !== 'internal') return outwardError(cause);
  const { code } = (error ?? {}) as { code?: unknown };
  const why = typeof code === 'number' && code > 0 && code < 1000 ? `http-${code}` : rpcWhy(code);
  return new ValetkeyError({ code: 'mcp-failed', ...(why === undefined ? {} : { why }) }, error);
};

/** JSON-RPC's own codes, and those of a server that fit into five digits: no longer number is told. */
export const rpcWhy = (code: unknown): string | undefined => {
  if (typeof code !== 'number') return undefined;
  return Number.isInteger(code) && Math.abs(code) <= 99_999 ? `rpc${code}` : 'rpc-other';
};

/** The server knows the session no more (Streamable HTTP, 404 with a session id): a new one has to be made. */
export const isSessionGone = (error: unknown): boolean =>
  (error as { code?: unknown } | undefined)?.code === 404;
