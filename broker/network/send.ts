import type { lookup as dnsLookup } from 'node:dns';
import type { Socket } from 'node:net';
import { Pool } from 'undici';
import { carry, type Lane } from './carry.ts';
import { makeConnector } from './connect.ts';
import type { Exchange, SendRequest } from './exchange.ts';
import { defaultLimits, type NetworkLimits } from './limits.ts';
import { NetworkError } from './network-error.ts';
import { type Origin, originText } from './origin.ts';
import { trustedRoots } from './trusted-roots.ts';

export type { ScrubStream, ScrubStreamFactory } from './answer.ts';
export type { BodySource } from './body-queue.ts';
export type { Exchange, Hop, SendRequest } from './exchange.ts';
export { defaultLimits, type NetworkLimits } from './limits.ts';
export { type NetworkCode, NetworkError } from './network-error.ts';
export type { Abortable } from './on-abort.ts';
export type { OutgoingRequest } from './outgoing.ts';

/**
 * Carries requests for one (principal, connection). Has its own sockets and TLS sessions; knows no cookies
 * and no cache, so nothing that a server sets can be seen through another courier.
 */
export type Courier = {
  /** Rejects with a NetworkError, always. */
  send(request: SendRequest): Promise<Exchange>;
  /** Ends every socket at once, dialling ones included; pending sends and reads reject with 'aborted'. */
  close(): Promise<void>;
};

export type CourierPowers = {
  readonly lookup: typeof dnsLookup;
  readonly limits?: Partial<NetworkLimits>;
  readonly now: () => number;
  /** PEM. An embedder's setting; the environment's are not read. */
  readonly additionalRoots?: readonly string[];
};

export const makeCourier = (powers: CourierPowers): Courier => {
  const limits: NetworkLimits = { ...defaultLimits, ...powers.limits };
  const sockets = new Set<Socket>();
  const lanes = new Map<string, Pool>();
  /** The same saved origin comes as the same object, request after request. */
  const byIdentity = new WeakMap<Origin, Lane>();
  let closed = false;

  const openPool = (origin: Origin): Pool =>
    new Pool(originText(origin), {
      connect: makeConnector(origin, {
        lookup: powers.lookup,
        secureContext: () => trustedRoots(powers.additionalRoots),
        timeoutMs: limits.connectTimeoutMs,
        sockets,
      }),
      connections: limits.connections,
      pipelining: 1,
      headersTimeout: limits.headersTimeoutMs,
      bodyTimeout: limits.bodyTimeoutMs,
      maxHeaderSize: limits.maxHeaderBytes,
      strictContentLength: true,
    });
  const openLane = (origin: Origin): Lane => {
    // An origin that may reach other addresses has sockets of its own.
    const key = `${origin.reach} ${originText(origin)}`;
    const lane = lanes.get(key) ?? openPool(origin);
    lanes.set(key, lane);
    byIdentity.set(origin, lane);
    return lane;
  };
  const carryPowers = {
    limits,
    now: powers.now,
    laneOf: (origin: Origin): Lane => byIdentity.get(origin) ?? openLane(origin),
  };

  return Object.freeze({
    send: (request: SendRequest): Promise<Exchange> =>
      closed ? Promise.reject(new NetworkError('aborted')) : carry(request, carryPowers),
    close: async (): Promise<void> => {
      closed = true;
      const ended = [...lanes.values()].map((lane) => lane.destroy(new NetworkError('aborted')));
      for (const socket of sockets) socket.destroy();
      await Promise.all(ended);
    },
  });
};
