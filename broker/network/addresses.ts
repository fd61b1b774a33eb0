import type { lookup as dnsLookup, LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { classOfAddress } from './address-class.ts';
import { type Origin, unbracketed } from './origin.ts';

/** What a lookup answered may not be connected to. Holds no address: it can end up in a log. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
  readonly code = 'VALETKEY_ADDRESS_REFUSED';
  constructor() {
    super('The host has an address that this connection may not reach.');
  }
}

const sameAddress = (one: string, other: string): boolean =>
  ipaddr.process(one).toNormalizedString() === ipaddr.process(other).toNormalizedString();

/**
 * A public origin connects to public unicast, a loopback origin to loopback, an origin saved as a private
 * literal to that literal. An origin whose *name* the user flagged as intranet (`reach: 'private'`) connects
 * to private ranges and to nothing else.
 */
export const admitsAddress = (origin: Origin, address: string): boolean => {
  const found = classOfAddress(address);
  if (found === 'refused' || found !== origin.reach) return false;
  const literal = unbracketed(origin.host);
  return isIP(literal) === 0 || sameAddress(literal, address);
};

/**
 * A lookup for `net.connect` that judges every address it hands on, and hands on none if one of them is
 * foreign: a name with a public and a private address is rebinding, not bad luck.
 * Literals never come here (`net.connect` skips the lookup): connect.ts checks them.
 */
export const guardedLookup =
  (origin: Origin, resolve: typeof dnsLookup): LookupFunction =>
  (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, []);
      const [first] = addresses;
      if (first === undefined || !admitsAll(origin, addresses)) return callback(new AddressRefused(), []);
      return options.all === true ? callback(null, addresses) : callback(null, first.address, first.family);
    });
  };

const admitsAll = (origin: Origin, found: readonly LookupAddress[]): boolean =>
  found.every(({ address }) => admitsAddress(origin, address));
