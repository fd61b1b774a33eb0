import { urlOf } from '@valetkey/api-contracts';
import type { OutgoingRequest } from '../../network/outgoing.ts';
import type { Challenge } from './challenges.ts';

/** What a registry said that a request needs. `realm` is in its normal form and has no query. */
export type RegistryChallenge = {
  /** Of the registry that said so. */
  readonly origin: string;
  readonly realm: string;
  readonly service: string;
  readonly scopes: readonly string[];
};

/** The first Bearer challenge that can be answered. Every part of it is the server's to choose. */
export function readRegistryChallenge(
  challenges: readonly Challenge[],
  origin: string,
): RegistryChallenge | undefined {
  for (const { scheme, parameters } of challenges) {
    const realm = parameters.get('realm') ?? '';
    const service = parameters.get('service') ?? '';
    const scope = parameters.get('scope') ?? '';
    if (scheme !== 'bearer' || !isPlain(realm, 500) || !isPlain(service, 200) || !isPlain(scope, 2000))
      continue;
    const url = /^https?:\/\/[^@?#\\]+$/i.test(realm) ? urlOf(realm) : undefined;
    const scopes = scope.split(' ').filter(Boolean);
    if (url !== undefined && scopes.length <= 8) return { origin, realm: url.href, service, scopes };
  }
  return undefined;
}

const isPlain = (text: string, most: number): boolean => text.length <= most && /^[ -~]*$/.test(text);

/** Whether a token for these scopes is one for this request (distribution, "Token Scope Documentation"). */
export function coversRequest(
  { origin, scopes }: RegistryChallenge,
  { url, method }: Pick<OutgoingRequest, 'url' | 'method'>,
): boolean {
  if (url.origin !== origin) return false;
  if (url.pathname === '/v2/_catalog') return scopes.includes('registry:catalog:*');
  const repository = /^\/v2\/(.+)\/(?:manifests|blobs|tags|referrers)\//.exec(url.pathname)?.[1];
  if (repository === undefined) return scopes.length === 0;
  return scopes.some((scope) => {
    const [, name, actions = ''] = /^repository:(.+):([a-z*,]+)$/.exec(scope) ?? [];
    const allowed = actions.split(',');
    return name === repository && (allowed.includes('*') || allowed.includes(actionOf(method)));
  });
}

const actionOf = (method: string): string => {
  if (method === 'GET' || method === 'HEAD') return 'pull';
  return method === 'DELETE' ? 'delete' : 'push';
};
