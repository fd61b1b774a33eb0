import { isIP, Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { defined } from '@valetkey/api-contracts';
import type { buildConnector as Build } from 'undici';
import buildConnector from 'undici/lib/core/connect.js';
import { AddressRefused, admitsAddress, guardedLookup } from './addresses.ts';
import type { Origin } from './origin.ts';

export type ConnectPowers = {
  readonly lookup: Parameters<typeof guardedLookup>[1];
  /** Asked for encrypted origins only: the first one costs some 20 ms. */
  readonly secureContext: () => SecureContext;
  readonly timeoutMs: number;
  /** Every socket from its first moment, so that closing a courier also ends those that still dial. */
  readonly sockets: Set<Socket>;
};

/**
 * Opens sockets for one origin. The address is judged three times, since each one alone has a hole: literals
 * never see a lookup; a lookup's answer is judged before dialling; and the address that the socket really
 * has is judged before the first byte of HTTP.
 *
 * Everything that the environment could decide is said explicitly: NODE_TLS_REJECT_UNAUTHORIZED,
 * NODE_EXTRA_CA_CERTS, --tls-min-v1.0 and proxy variables change nothing here.
 */
export const makeConnector = (origin: Origin, powers: ConnectPowers): Build.connector => {
  const { sockets } = powers;
  const dial: (...args: Parameters<Build.connector>) => unknown = buildConnector({
    allowH2: false,
    autoSelectFamily: true,
    lookup: guardedLookup(origin, powers.lookup),
    rejectUnauthorized: true,
    ...defined({ secureContext: origin.protocol === 'https:' ? powers.secureContext() : undefined }),
    timeout: powers.timeoutMs,
  });
  return (options, callback) => {
    if (isIP(options.hostname) !== 0 && !admitsAddress(origin, options.hostname)) {
      process.nextTick(callback, new AddressRefused(), null);
      return;
    }
    const dialled = dial(options, (...[error, socket]) => {
      if (error !== null) return callback(error, null);
      if (admitsAddress(origin, socket.remoteAddress ?? '')) return callback(null, socket);
      socket.destroy();
      return callback(new AddressRefused(), null);
    });
    if (!(dialled instanceof Socket)) return;
    sockets.add(dialled);
    dialled.once('close', () => sockets.delete(dialled));
  };
};
