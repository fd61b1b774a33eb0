import type { lookup as dnsLookup } from 'node:dns';
import type { Socket } from 'node:net';
import Pool from 'undici/lib/dispatcher/pool.js';
import { carry } from './carry.ts';
import { makeConnector } from './connect.ts';
import type { Exchange, SendRequest } from './exchange.ts';
import { asItIs, keepInside, type Unscrubbed } from './inside-answer.ts';
import { makeLanes } from './lanes.ts';
import { defaultNetworkLimits, type NetworkLimits } from './limits.ts';
import { NetworkError } from './network-error.ts';
import { originText } from './origin.ts';
import { trustedRoots } from './trusted-roots.ts';

export type { BodySource } from './body-queue.ts';
export type { Exchange, Hop, ReplyHead, SendRequest } from './exchange.ts';
export { defaultNetworkLimits, type NetworkLimits } from './limits.ts';
export { type NetworkCode, NetworkError } from './network-error.ts';
export type { Abortable } from './on-abort.ts';
export type { OutgoingRequest } from './outgoing.ts';
export type { Scrub, Scrubbed, ScrubStream } from './scrub.ts';

/**
 * Carries requests for one (principal, connection). Has its own sockets and TLS sessions; knows no cookies
 * and no cache, so nothing that a server sets can be seen through another courier.
 */
export type Courier = {
  /** Rejects with a NetworkError, always. */
  send(request: SendRequest): Promise<Exchange>;
  /** The same, for an answer of which nothing leaves network/: what comes has no parts to hand on. */
  sendInside(request: InsideRequest): Promise<Unscrubbed<Exchange>>;
  /** Ends every socket at once, dialling ones included; pending sends and reads reject with 'aborted'. */
  close(): Promise<void>;
};

export type InsideRequest = Omit<SendRequest, 'scrub'>;

export type CourierPowers = {
  readonly lookup: typeof dnsLookup;
  readonly limits?: Partial<NetworkLimits>;
  readonly now: () => number;
  /** PEM. An embedder's setting; the environment's are not read. */
  readonly additionalRoots?: readonly string[];
};

export const makeCourier = (powers: CourierPowers): Courier => {
  const limits: NetworkLimits = { ...defaultNetworkLimits, ...powers.limits };
  const sockets = new Set<Socket>();
  let closed = false;

  const lanes = makeLanes(
    (origin, identity) =>
      new Pool(originText(origin), {
        connect: makeConnector(origin, {
          lookup: powers.lookup,
          secureContext: () =>
            identity === undefined
              ? trustedRoots(powers.additionalRoots)
              : identity.contextWith(powers.additionalRoots),
          timeoutMs: limits.connectTimeoutMs,
          sockets,
        }),
        connections: limits.connections,
        pipelining: 1,
        headersTimeout: limits.headersTimeoutMs,
        bodyTimeout: limits.bodyTimeoutMs,
        maxHeaderSize: limits.maxHeaderBytes,
        strictContentLength: true,
      }),
  );
  const carryPowers = { limits, now: powers.now, laneOf: lanes.of };

  const send = (request: SendRequest): Promise<Exchange> =>
    closed ? Promise.reject(new NetworkError('aborted')) : carry(request, carryPowers);

  return Object.freeze<Courier>({
    send,
    sendInside: (request) => send({ ...request, scrub: asItIs }).then(keepInside),
    close: async (): Promise<void> => {
      closed = true;
      const ended = lanes.destroy();
      for (const socket of sockets) socket.destroy();
      await ended;
    },
  });
};
