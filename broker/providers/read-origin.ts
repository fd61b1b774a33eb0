import { urlOf } from '@valetkey/api-contracts';
import type { Say } from '../contracts/texts/say.ts';

export type ReadOrigin =
  | { readonly ok: true; readonly origin: string }
  | { readonly ok: false; readonly sentence: string };

const refuse = (sentence: string): { readonly ok: false; readonly sentence: string } => ({
  ok: false,
  sentence,
});

/** What a field may be in a host: letters, digits and dashes of one name, so that it begins no other. */
export const partOfHost = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** What DNS names and the two literal forms look like once `URL` has put them into their normal form. */
const plainHost = /^(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])$/;
const loopbackHost = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * `https://host[:port]` in its one normal form, or a sentence that says what to write instead.
 *
 * Stricter than `URL`: what has to be rewritten to become a host (letters of another script, `0x7f.1`, `%61`)
 * is refused with the rewritten form, so that what a person reads is where the secret goes.
 * Not checked here: whether the address is private or link-local. The network station does that for literals,
 * and again for every name at the moment it connects.
 */
export function readOrigin(say: Say, text: string): ReadOrigin {
  if (text.length > 2000) return refuse(say('The address is too long; at most 2,000 characters.'));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\s\u0000-\u001f\u007f-\u009f]/u.test(text))
    return refuse(say('The address must not hold a space or a control character.'));
  if (text.includes('\\')) return refuse(say('The address must not hold a backslash.'));
  const parts = /^(https?):\/\/([^/?#]+)(.*)$/i.exec(text);
  if (parts === null && loopbackHost.test(text.replace(/[:/].*$/, ''))) return refuse(say(needsScheme));
  if (parts === null)
    return refuse(say('The address must start with https:// and a host, as in https://api.example.com.'));
  const [, , authority = '', rest = ''] = parts;
  if (authority.includes('@'))
    return refuse(say('The address must not hold a user name or password before the host.'));
  if (rest !== '' && rest !== '/')
    return refuse(say('The address must end after the host, without a path, query or fragment.'));
  const url = urlOf(text);
  if (url === undefined)
    return refuse(say('The address must have a valid host and port, as in https://api.example.com:8443.'));
  return judge(say, url, authority);
}

/** For a url field that no origin is taken from: nothing is sent there, but it must not bring a password along. */
export const readAddress = (
  say: Say,
  text: string,
): { readonly ok: true } | { readonly ok: false; readonly sentence: string } => {
  const url = /^https?:\/\/[^\s\\@]+$/i.test(text) ? urlOf(text) : undefined;
  if (url === undefined)
    return refuse(say('The address must start with https:// and must not hold a user name.'));
  const read = readOrigin(say, url.origin);
  return read.ok ? { ok: true } : read;
};

const needsScheme =
  'The address must start with https://; http:// is only for localhost, 127.0.0.1 and [::1].';

const judge = (say: Say, url: URL, authority: string): ReadOrigin => {
  const host = url.hostname;
  const written = authority.replace(/:\d*$/, '');
  if (host.endsWith('.')) return refuse(say('The host must not end with a dot.'));
  if (!plainHost.test(host))
    return refuse(say('The host must be a name of letters, digits, dots and dashes, or an IP address.'));
  if (/[^\x21-\x7e]/.test(written) || written.toLowerCase() !== host)
    return refuse(
      say('The host must be written in its plain form, which is {host}.', { host: host.slice(0, 60) }),
    );
  if (url.port === '0') return refuse(say('The port must be from 1 to 65535.'));
  if (url.protocol === 'http:' && !loopbackHost.test(host)) return refuse(say(needsScheme));
  return { ok: true, origin: url.origin };
};
