import type { ProviderField } from '@valetkey/api-contracts';
import type { Say } from '../contracts/texts/say.ts';

type UrlField = Pick<Extract<ProviderField, { type: 'url' }>, 'httpsOnly' | 'hosts' | 'noPath'>;

/**
 * What a provider demands of an address beyond what holds for every address. `text` has passed readOrigin or
 * readAddress. The sentence is for the person at the form; `undefined` when nothing stands against it.
 */
export const outsideUrlRules = (say: Say, field: UrlField, text: string): string | undefined => {
  const url = new URL(text);
  const isHttps = url.protocol === 'https:';
  if (field.httpsOnly === true && !isHttps) return say('The address must start with https://.');
  if (field.noPath === true && (url.pathname !== '/' || url.search !== '' || url.hash !== ''))
    return say('The address must end after the host, without a path, query or fragment.');
  const { hosts } = field;
  if (hosts === undefined) return undefined;
  if (!hosts.some((rule) => admits(rule, url.hostname)))
    return say('The host must be {hosts}.', { hosts: hostsText(say, hosts) });
  return isHttps && url.port === ''
    ? undefined
    : say('The address must start with https:// and name no port.');
};

/** A whole label or more must stand before the part that `*` leaves open: `evilexample.com` is not `*.example.com`. */
const admits = (rule: string, host: string): boolean =>
  rule.startsWith('*.') ? host.endsWith(rule.slice(1)) && host.length >= rule.length : host === rule;

const hostsText = (say: Say, hosts: readonly string[]): string =>
  new Intl.ListFormat(say.locale, { type: 'disjunction' }).format([
    ...hosts
      .slice(0, 4)
      .map((rule) => (rule.startsWith('*.') ? say('a name below {host}', { host: rule.slice(2) }) : rule)),
    ...(hosts.length > 4 ? [say('another of this service')] : []),
  ]);
