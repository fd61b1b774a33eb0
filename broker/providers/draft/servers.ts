import type { JsonObject } from '@valetkey/api-contracts';
import { urlOf } from '@valetkey/api-contracts';
import { english, type Say } from '../../contracts/texts/say.ts';
import { isObject } from '../../json/is-object.ts';
import type { ApiDocument } from './api-document.ts';

/** Where an API is. Without an `origin`, each user has a server of one's own and fills in its address. */
export type ApiServer = {
  readonly origin: string | undefined;
  /** The path below which everything lies, without a slash at its end. */
  readonly base: string;
};

const most = 40;

/** Every server that the document names, in its order, each once; what is no server that can be reached stays out. */
export function serversOf({ root }: ApiDocument, documentUrl: URL): readonly ApiServer[] {
  const addresses = root['swagger'] === '2.0' ? swaggerAddresses(root, documentUrl) : serverAddresses(root);
  const found = addresses.flatMap((address) => serverAt(address, documentUrl) ?? []);
  const each = new Map(found.toReversed().map((one) => [serverText(english, one), one]));
  return [...each.values()].toReversed().slice(0, most);
}

export const serverText = (say: Say, { origin, base }: ApiServer): string =>
  `${origin ?? say('an address that each user fills in')}${base}`;

/** OpenAPI 3, 4.8.1: without servers, it is where the document is. */
const serverAddresses = (root: JsonObject): readonly string[] => {
  const listed = Array.isArray(root['servers']) ? root['servers'] : [];
  const servers = listed.slice(0, most).filter(isObject);
  if (servers.length === 0) return ['/'];
  return servers.flatMap(({ url, variables }) =>
    typeof url === 'string' ? expanded(url, isObject(variables) ? variables : {}) : [],
  );
};

/** Once for each combination of what the document lists. A variable without a list stays in braces. */
const expanded = (url: string, variables: JsonObject): readonly string[] => {
  let all = isShort(url) ? [url] : [];
  for (const [name, variable] of Object.entries(variables).slice(0, most)) {
    if (!isObject(variable) || !Array.isArray(variable['enum'])) continue;
    const values = variable['enum'].slice(0, most).filter((value) => typeof value === 'string');
    all = all.flatMap((text) => filled(text, `{${name}}`, values)).slice(0, most);
  }
  return all;
};

/** What would be too long is not written: 40 servers of 40 values each would hold main for seconds. */
const filled = (text: string, hole: string, values: readonly string[]): readonly string[] => {
  const pieces = text.split(hole);
  const [fixed, holes] = [pieces.join('').length, pieces.length - 1];
  if (holes === 0) return [text];
  return values.filter((value) => fixed + holes * value.length <= longest).map((value) => pieces.join(value));
};

/** As long as addresses are: a small document does not become a large one. */
const longest = 2_048;
const isShort = (text: string): boolean => text.length <= longest;

const swaggerAddresses = (root: JsonObject, documentUrl: URL): readonly string[] => {
  const { host, basePath = '/', schemes } = root;
  if (typeof basePath !== 'string') return [];
  const all: unknown[] = Array.isArray(schemes)
    ? schemes.slice(0, most)
    : [documentUrl.protocol.slice(0, -1)];
  return typeof host === 'string'
    ? all.flatMap((scheme) => (typeof scheme === 'string' ? `${scheme}://${host}${basePath}` : []))
    : [basePath];
};

const serverAt = (address: string, documentUrl: URL): ApiServer | undefined => {
  const [, scheme, authority, path = ''] = /^(https?:)\/\/([^/?#]*)([^?#]*)/i.exec(address) ?? [];
  if (scheme !== undefined && authority !== undefined && /[{}]/.test(authority))
    return { origin: undefined, base: baseOf(path) };
  const url = /[{}]/.test(address) ? undefined : urlOf(address, documentUrl.href);
  if (url === undefined) return undefined;
  const isLoopback = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback)) return undefined;
  if (url.username !== '' || url.password !== '') return undefined;
  return { origin: url.origin, base: baseOf(url.pathname) };
};

const baseOf = (path: string): string => (/[{}]/.test(path) ? '' : path.replace(/\/+$/, ''));
