import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

export type AddressClass = 'public' | 'loopback' | 'private' | 'refused';

const privateRanges: readonly string[] = ['private', 'uniqueLocal', 'carrierGradeNat'];
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * ipaddr.js turns IPv4-mapped forms into IPv4 first. Its "unicast" for IPv6 is "in no special range", which
 * would include the old `::127.0.0.1` form; IANA has assigned unicast in 2000::/3 only.
 */
export const classOfAddress = (address: string): AddressClass => {
  if (isIP(address) === 0) return 'refused';
  const parsed = ipaddr.process(address);
  const range = parsed.range();
  if (range === 'loopback') return 'loopback';
  if (privateRanges.includes(range)) return 'private';
  if (range !== 'unicast') return 'refused';
  return parsed.kind() === 'ipv6' && !parsed.match(globalUnicast) ? 'refused' : 'public';
};
