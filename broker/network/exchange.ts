import type { BodySource } from './body-queue.ts';
import type { Destination, DestinationDecision } from './destination.ts';
import type { ClientIdentity } from './identity.ts';
import type { Unscrubbed } from './inside-answer.ts';
import type { Abortable } from './on-abort.ts';
import type { OutgoingRequest } from './outgoing.ts';
import type { RawHeaders } from './response-headers.ts';
import type { Scrub, Scrubbed } from './scrub.ts';
import type { ScrubbedHead } from './scrub-head.ts';

export type SendRequest = {
  readonly destination: Destination;
  readonly method: string;
  /** Admitted by `admitRequestHeaders`, or the broker's own. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string | undefined;
  readonly signal: Abortable;
  /** Called once per hop, always for a saved origin, with copies. A promise is waited for. */
  readonly inject: (request: OutgoingRequest) => unknown;
  /**
   * Told the head of each answer, but of none to what was sent again after a refusal: true when the same request should
   * be sent again, with what `inject` writes now. A rejection ends the exchange.
   */
  readonly learn?: ((answer: Unscrubbed<ReplyHead>) => boolean | Promise<boolean>) | undefined;
  /** The client's half of a TLS handshake. Sockets are not shared between identities. */
  readonly identity?: ClientIdentity | undefined;
  /** For a credential in the path: a path that a server redirects to, without it; undefined refuses the redirect. */
  readonly pathWithout?: ((path: string) => string | undefined) | undefined;
  /** Asked at each redirect with a full URL. Absent: the rules that admitted `destination` are asked again. */
  readonly decideRedirect?: ((target: string) => DestinationDecision) | undefined;
  /** Told of each redirected or repeated request before it leaves; if this throws, it does not leave. */
  readonly onHop?: ((hop: Hop) => void) | undefined;
  /** Asked when the socket is there, before the first byte is written; false: nothing is. */
  readonly wanted?: (() => boolean) | undefined;
  /** Everything that is handed on of the answer goes through it: head, body, and where redirects lead. */
  readonly scrub: Scrub;
  /** For event streams and long calls: five minutes for the headers, and the body may be silent without end. */
  readonly patient?: boolean | undefined;
  /** Response headers beyond the allow-list, for the broker's own clients. */
  readonly alsoHeaders?: readonly string[] | undefined;
};

/** An answer's beginning, before anything of it is admitted or scrubbed: for the credential alone. */
export type ReplyHead = {
  readonly origin: string;
  readonly status: number;
  readonly headers: RawHeaders;
};

/** One request that left. */
export type Hop = {
  readonly method: string;
  readonly origin: string;
  /** Never the query. A server chooses the path of a redirect. */
  readonly path: Scrubbed<string>;
  /** Of the body, which is sent once more. Absent: of a request of the broker's own, for a token. */
  readonly bytesSent?: number;
  /** The same request to the same place once more: its credential has learned, or the connection broke too early. */
  readonly repeated?: true | undefined;
  /** Once the headers are there. */
  readonly status?: number;
  /** From sending to the headers. */
  readonly ms?: number;
};

/** A request that is about to leave, before its path was scrubbed. */
export type UnscrubbedHop = Omit<Hop, 'path'> & { readonly path: string };

/** An answer, as it may cross outward: there is nothing in it that was not scrubbed. */
export type Exchange = Pick<ScrubbedHead, 'status' | 'headers'> & {
  /** Everything that left, in order, the first request included. */
  readonly hops: readonly Hop[];
  readonly body: Scrubbed<BodySource>;
  /** Of the whole answer, so far. */
  readonly redactions: () => number;
};
