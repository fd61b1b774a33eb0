import type { ScrubStreamFactory } from './answer.ts';
import type { BodySource } from './body-queue.ts';
import type { Destination, DestinationDecision } from './destination.ts';
import type { ClientIdentity } from './identity.ts';
import type { Abortable } from './on-abort.ts';
import type { OutgoingRequest } from './outgoing.ts';
import type { RawHeaders } from './response-headers.ts';

export type SendRequest = {
  readonly destination: Destination;
  readonly method: string;
  /** Admitted by `admitRequestHeaders`, or the broker's own. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  readonly signal: Abortable;
  /** Called once per hop, always for a saved origin, with copies. A promise is waited for. */
  readonly inject: (request: OutgoingRequest) => unknown;
  /**
   * Told the head of each answer, once per hop: true when the same request should be sent again, with what `inject`
   * writes now. A rejection ends the exchange.
   */
  readonly learn?: (answer: ReplyHead) => boolean | Promise<boolean>;
  /** The client's half of a TLS handshake. Sockets are not shared between identities. */
  readonly identity?: ClientIdentity;
  /** For a credential in the path: a path that a server redirects to, without it; undefined refuses the redirect. */
  readonly pathWithout?: (path: string) => string | undefined;
  /** Asked at each redirect with a full URL. Absent: the rules that admitted `destination` are asked again. */
  readonly decideRedirect?: (target: string) => DestinationDecision;
  /** Told of each redirected request before it leaves; if this throws, it does not leave. */
  readonly onHop?: (hop: Hop) => void;
  /** Asked when the socket is there, before the first byte is written; false: nothing is. */
  readonly wanted?: () => boolean;
  readonly scrub?: ScrubStreamFactory;
  /** For event streams and long calls: five minutes for the headers, and the body may be silent without end. */
  readonly patient?: true;
  /** Response headers beyond the allow-list, for the broker's own clients. */
  readonly alsoHeaders?: readonly string[];
};

/** An answer's beginning, before anything of it is admitted or scrubbed: for the credential alone. */
export type ReplyHead = {
  readonly origin: string;
  readonly status: number;
  readonly headers: RawHeaders;
};

/** One request that left. A server chooses the path of a redirect: scrub it before writing it down. */
export type Hop = {
  readonly method: string;
  readonly origin: string;
  /** Never the query. */
  readonly path: string;
  /** Once the headers are there. */
  readonly status?: number;
  /** From sending to the headers. */
  readonly ms?: number;
};

export type Exchange = {
  readonly status: number;
  /** Admitted, not yet scrubbed. */
  readonly headers: [string, string][];
  readonly redirected: boolean;
  /** Without the credential that was placed, but a server may have put an echo into a redirect's URL. */
  readonly finalUrl: URL;
  /** Everything that left, in order, the first request included. */
  readonly hops: readonly Hop[];
  readonly body: BodySource;
};
