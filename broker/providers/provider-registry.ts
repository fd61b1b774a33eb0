import {
  type ConnectionProvider,
  type ExtensionId,
  type ProviderId,
  providerId,
} from '@valetkey/api-contracts';
import { addedByUser, addedId, addedNamespace } from '../contracts/added-service.ts';
import { contributorOf } from '../contracts/contributor-of.ts';
import { builtIntoApp } from '../contracts/contributor-text.ts';
import { type BuiltIn, builtIn as catalogue } from './built-in.ts';

export type RegisteredProvider = {
  readonly providerId: ProviderId;
  readonly provider: ConnectionProvider;
  /** `builtIntoApp`, `addedByUser`, or `Display Name (publisher.name)`. */
  readonly contributedBy: string;
};
export type Contributor = { readonly extensionId: ExtensionId; readonly displayName: string };

/** What an extension describes, whether it runs or not. */
export type Described = {
  readonly contributor: Contributor;
  readonly providers: readonly ConnectionProvider[];
};

export type ProviderRegistry = {
  /** All of an extension's providers at once; a second call replaces what it contributed before. */
  add(contributor: Contributor, providers: readonly ConnectionProvider[]): void;
  /**
   * All that the user has added, instead of those of before. `leaving` were removed, and are known until that cannot be
   * undone: their connections are signed out at them.
   */
  setAdded(providers: readonly ConnectionProvider[], leaving?: readonly ConnectionProvider[]): void;
  /** Of a connection that is there, or that can come back. */
  get(id: ProviderId): RegisteredProvider | undefined;
  /** For a new connection: one of `list`. */
  offered(id: ProviderId): RegisteredProvider | undefined;
  /** Built-in ones first, then by id. */
  list(): readonly RegisteredProvider[];
};

/**
 * A contributed provider is known as `publisher.name/local`: the slash is in no built-in name, so nothing that an
 * extension contributes can stand in for a built-in provider or for another extension's.
 */
export function makeProviderRegistry(
  powers: {
    readonly builtIn?: readonly BuiltIn[];
    readonly described?: readonly Described[] | undefined;
    readonly added?: readonly ConnectionProvider[];
  } = {},
): ProviderRegistry {
  const builtIn = new Map((powers.builtIn ?? catalogue).map((found) => [found.id, readOnce(found)]));
  const contributed = new Map<string, ReadonlyMap<ProviderId, RegisteredProvider>>();
  const add = (contributor: Contributor, providers: readonly ConnectionProvider[]): void => {
    const { extensionId } = contributor;
    const by = nameOf(contributor);
    contributed.set(
      extensionId,
      byId(providers.map((provider) => register(`${extensionId}/${provider.id}`, provider, by))),
    );
  };
  const leaving = new Set<ProviderId>();
  const setAdded: ProviderRegistry['setAdded'] = (providers, left = []) => {
    const registered = [...providers, ...left].map((provider) =>
      register(addedId(provider.id), provider, addedByUser),
    );
    contributed.set(addedNamespace, byId(registered));
    leaving.clear();
    for (const { id } of left) leaving.add(addedId(id));
  };
  for (const { contributor, providers } of powers.described ?? []) add(contributor, providers);
  setAdded(powers.added ?? []);
  const get = (id: ProviderId): RegisteredProvider | undefined =>
    builtIn.get(id)?.() ?? contributed.get(contributorOf(id) ?? addedNamespace)?.get(id);
  return Object.freeze<ProviderRegistry>({
    add,
    setAdded,
    get,
    offered: (id) => (leaving.has(id) ? undefined : get(id)),
    list: () => {
      const others = [...contributed.values()]
        .flatMap((providers) => [...providers.values()])
        .filter(({ providerId }) => !leaving.has(providerId));
      const compare = (a: RegisteredProvider, b: RegisteredProvider): number =>
        a.providerId < b.providerId ? -1 : 1;
      return Object.freeze([...[...builtIn.values()].map((read) => read()), ...others.sort(compare)]);
    },
  });
}

const readOnce = ({ id, read }: BuiltIn): (() => RegisteredProvider) => {
  let registered: RegisteredProvider | undefined;
  return () => {
    registered ??= register(id, read(), builtIntoApp);
    return registered;
  };
};

const byId = (providers: readonly RegisteredProvider[]): ReadonlyMap<ProviderId, RegisteredProvider> => {
  const map = new Map(providers.map((registered) => [registered.providerId, registered]));
  // readManifest refuses this with a sentence; here it would make one provider hide another.
  if (map.size !== providers.length) throw new Error('two providers of one contributor have the same id');
  return map;
};

/** A frozen copy: what decides where a secret goes cannot change after it was registered. */
const register = (id: string, provider: ConnectionProvider, contributedBy: string): RegisteredProvider =>
  Object.freeze({
    providerId: providerId.parse(id),
    provider: deepFreeze(structuredClone(provider)),
    contributedBy,
  });

const deepFreeze = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null) return value;
  for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
};

/** Parentheses would let a display name imitate the id that follows it. The id is never cut; 200 is the contract's. */
const nameOf = ({ extensionId, displayName }: Contributor): string => {
  const name = displayName.replace(/[()\s]+/gu, ' ').trim();
  const room = 200 - extensionId.length - 3;
  return `${name.length <= room ? name : `${name.slice(0, room - 1)}…`} (${extensionId})`;
};
