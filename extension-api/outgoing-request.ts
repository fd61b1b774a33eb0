import { type FetchRequest, longestTextBody, ValetkeyError } from '@valetkey/api-contracts';

export type ConnectionFetchInit = {
  /** GET when absent. As in the Fetch standard, `patch` has to be written in capitals. */
  readonly method?: string | undefined;
  readonly headers?: HeadersInit | undefined;
  /** Copied before the call returns. Streams, Blobs and FormData are refused: the broker looks at what it sends. */
  readonly body?: string | Uint8Array | ArrayBuffer | URLSearchParams | null | undefined;
  readonly signal?: AbortSignal | null | undefined;
};

type Bytes = Uint8Array<ArrayBuffer>;

/** What travels: strings and a fresh copy of bytes, never an object that somebody else still holds. */
export function outgoingRequest(
  requestId: number,
  target: string | URL,
  { method, headers, body }: ConnectionFetchInit,
): FetchRequest {
  const request: FetchRequest = {
    requestId,
    target: String(target),
    method: method === undefined ? 'GET' : methodOf(String(method)),
    headers: headers === undefined ? [] : headerPairs(headers),
  };
  if (body === undefined || body === null) return request;
  request.body = bodyOf(body);
  const type = typeOf(body);
  if (type !== undefined && !request.headers.some(([name]) => name === 'content-type')) {
    request.headers.push(['content-type', type]);
  }
  return request;
}

/** As in the Fetch standard, only these names are normalised; the schema says no to what is left. */
const methodOf = (method: string): FetchRequest['method'] => {
  const upper = method.toUpperCase();
  return (upper === 'PATCH' ? method : upper) as FetchRequest['method'];
};

const headerPairs = (headers: HeadersInit): FetchRequest['headers'] => {
  try {
    return [...new Headers(headers)];
  } catch {
    const expected = 'must be names and values that HTTP can carry';
    throw new ValetkeyError({ code: 'invalid-input', at: 'headers', expected });
  }
};

const bodyOf = (body: unknown): string | Bytes => {
  if (typeof body === 'string') return textBody(body);
  if (body instanceof URLSearchParams) return textBody(String(body));
  if (body instanceof ArrayBuffer) return new Uint8Array(body.slice(0));
  if (ArrayBuffer.isView(body) && body instanceof Uint8Array) return new Uint8Array(body);
  throw new ValetkeyError({ code: 'body-refused' });
};

/** The encoding of a long text is this side's work. */
const textBody = (text: string): string | Bytes =>
  text.length > longestTextBody ? new TextEncoder().encode(text) : text;

/** Fetch standard, "safely extract a body": what a body says of itself where the headers do not. */
const typeOf = (body: unknown): string | undefined => {
  if (typeof body === 'string') return 'text/plain;charset=UTF-8';
  return body instanceof URLSearchParams ? 'application/x-www-form-urlencoded;charset=UTF-8' : undefined;
};
