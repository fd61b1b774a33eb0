import { isIP } from 'node:net';
import { urlOf } from '@valetkey/api-contracts';
import { classOfAddress } from './address-class.ts';

/**
 * Where a connection may go, as the user saved it.
 * `reach` says which addresses the host may turn out to have; it is no part of the comparison.
 */
export type Origin = {
  readonly protocol: 'https:' | 'http:';
  /** ASCII host name as in `URL.hostname`: no port, IPv6 in brackets. */
  readonly host: string;
  /** '' is the protocol's own port. */
  readonly port: string;
  readonly reach: 'public' | 'loopback' | 'private';
};

export type OriginRefusal =
  | 'malformed'
  | 'too-long'
  | 'whitespace'
  | 'control-character'
  | 'backslash'
  | 'scheme'
  | 'userinfo'
  | 'trailing-dot'
  | 'path'
  | 'query'
  | 'fragment'
  | 'http-not-loopback'
  | 'address-class';

type Parsed =
  | { readonly ok: true; readonly origin: Origin }
  | { readonly ok: false; readonly why: OriginRefusal };

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;
const refuse = (why: OriginRefusal): Parsed => ({ ok: false, why });

/**
 * Parses a *saved* origin: a connection's URL field, or a provider's template once it is filled in.
 *
 * `http:` is for loopback only. A name typed in another script goes through `URL`'s UTS 46 mapping and
 * comes out in ASCII, and that is the form to show: look-alikes are the reader's to judge, not ours.
 * A name that resolves to a private address is not seen here, but when it is looked up (addresses.ts).
 */
export const parseOrigin = (text: string): Parsed => {
  if (text.length > 2048) return refuse('too-long');
  if (control.test(text)) return refuse('control-character');
  if (/\s/u.test(text)) return refuse('whitespace');
  if (text.includes('\\')) return refuse('backslash');
  const parts = /^([a-z][a-z0-9+.-]*):(\/\/)?([^/?#]*)(.*)$/iu.exec(text);
  if (parts === null) return refuse('malformed');
  const [, scheme = '', slashes, authority = '', rest = ''] = parts;
  if (!/^https?$/i.test(scheme)) return refuse('scheme');
  if (slashes === undefined || authority === '') return refuse('malformed');
  if (authority.includes('@')) return refuse('userinfo');
  if (authority.includes('%')) return refuse('malformed');
  if (/\.(:\d*)?$/.test(authority)) return refuse('trailing-dot');
  if (rest.includes('#')) return refuse('fragment');
  if (rest.includes('?')) return refuse('query');
  if (rest !== '' && rest !== '/') return refuse('path');
  const url = urlOf(text);
  if (url === undefined) return refuse('malformed');
  if (url.username !== '' || url.password !== '') return refuse('userinfo');
  if (url.hostname.endsWith('.')) return refuse('trailing-dot');
  if (url.hostname === '' || url.hostname.includes('..') || url.port === '0') return refuse('malformed');
  const reach = reachOf(url.hostname);
  if (reach === undefined) return refuse('address-class');
  if (url.protocol === 'https:') return admit('https:', url, reach);
  return reach === 'loopback' ? admit('http:', url, reach) : refuse('http-not-loopback');
};

const admit = (protocol: Origin['protocol'], url: URL, reach: Origin['reach']): Parsed => ({
  ok: true,
  origin: Object.freeze({ protocol, host: url.hostname, port: url.port, reach }),
});

/**
 * From literals and `localhost` only. undefined: no connection has business there (unspecified, multicast,
 * reserved, and link-local, where cloud metadata services live).
 */
const reachOf = (host: string): Origin['reach'] | undefined => {
  if (host === 'localhost') return 'loopback';
  const literal = unbracketed(host);
  if (isIP(literal) === 0) return 'public';
  const found = classOfAddress(literal);
  return found === 'refused' ? undefined : found;
};

export const unbracketed = (host: string): string => (host.startsWith('[') ? host.slice(1, -1) : host);

/** 'https://api.example.com', or with ':port'. ASCII, and what the user should be shown. */
export const originText = (origin: Origin): string =>
  `${origin.protocol}//${origin.host}${origin.port === '' ? '' : `:${origin.port}`}`;

/** The tuple, and nothing but the tuple. */
export const isOriginOf = (origin: Origin, url: URL): boolean =>
  url.protocol === origin.protocol && url.hostname === origin.host && url.port === origin.port;
