import { type ConnectionId, type ExtensionId, plainText } from '@valetkey/api-contracts';
import {
  connectionLabels,
  dormantLabel,
  type GrantView,
  grantLabels,
  isDormant,
  type LiveCapability,
  leftOf,
  unusedSince,
} from '@valetkey/broker/contracts';
import { caveatSentences } from '../../caveat-sentences.ts';
import { fitsWords, searchWords } from '../../components/search-words.ts';
import { say } from '../../say.ts';
import { type LiveData, providerNamed } from '../live-data.ts';

/** One row of who may use what: a grant with its live sessions, or what was allowed once. */
export type HeldAccess = {
  readonly key: string;
  readonly extension: ExtensionId;
  readonly connectionId: ConnectionId;
  /** Absent: allowed once. */
  readonly grant: GrantView | undefined;
  readonly sessions: readonly LiveCapability[];
  readonly extensionName: string;
  readonly connectionName: string;
  /** The extension is not here any more, and holds this. */
  readonly notInstalled: boolean;
  /** The connection belongs to a workspace that is not open: nobody uses it now. */
  readonly elsewhere: boolean;
  readonly lastAt: number;
  /** Nothing was sent by it for 30 days. */
  readonly unused: boolean;
  /** What is allowed, in a few words. */
  readonly sentences: readonly string[];
};

export type AccessOrder = 'last-used' | 'extension' | 'connection';

/** All that there is, most recently used first. */
export function heldAccess({ grants = [], live = [], ...data }: LiveData): readonly HeldAccess[] {
  const extensionNames = new Map((data.extensions ?? []).map((one) => [one.id, plainText(one.displayName)]));
  const gone = new Set(
    (data.extensions ?? []).flatMap(({ id, state }) => (state === 'not-installed' ? id : [])),
  );
  const connections = new Map((data.connections ?? []).map((one) => [one.id, one]));
  const names = (extension: ExtensionId, connectionId: ConnectionId) => ({
    extension,
    connectionId,
    extensionName: extensionNames.get(extension) ?? extension,
    connectionName: plainText(connections.get(connectionId)?.displayName ?? say('a deleted connection')),
    notInstalled: gone.has(extension),
    elsewhere: connections.get(connectionId)?.state === 'elsewhere',
  });
  const sessionsOf = new Map<string, LiveCapability[]>();
  for (const one of live) {
    const key = one.grantId ?? `${one.extension} ${one.connectionId}`;
    sessionsOf.set(key, [...(sessionsOf.get(key) ?? []), one]);
  }
  const standing = grants.filter(({ state }) => state !== 'revoked');
  const known = new Set<string>(standing.map(({ id }) => id));
  const ofGrants = standing.map((grant): HeldAccess => {
    const { id, principal, connectionId, authority } = grant;
    return {
      key: id,
      ...names(principal.id, connectionId),
      grant,
      sessions: sessionsOf.get(id) ?? [],
      lastAt: Math.max(unusedSince(grant), ...lastUses(sessionsOf.get(id))),
      unused: isUnused(grant),
      sentences: caveatSentences(leftOf(grant), authority),
    };
  });
  const once = [...sessionsOf]
    .filter(([key]) => !known.has(key))
    .flatMap(([key, sessions]): HeldAccess[] => {
      const [first] = sessions;
      if (first === undefined) return [];
      const { extension, connectionId, caveats } = first;
      const service = providerNamed(connections.get(connectionId)?.providerId, data);
      const lastAt = Math.max(...sessions.map(({ since }) => since), ...lastUses(sessions));
      const sentences = caveats[0] === undefined ? [] : caveatSentences(caveats[0], service);
      return [
        {
          key,
          ...names(extension, connectionId),
          grant: undefined,
          sessions,
          lastAt,
          unused: false,
          sentences,
        },
      ];
    });
  return inOrder([...ofGrants, ...once], 'last-used');
}

/** Of live sessions, to the millisecond; a grant knows it to the hour. */
const lastUses = (sessions: readonly LiveCapability[] = []): readonly number[] =>
  sessions.flatMap(({ lastUsedAt }) => lastUsedAt ?? []);

const isUnused = (grant: GrantView): boolean => grant.standing === 'in-force' && isDormant(grant, Date.now());

export function inOrder(all: readonly HeldAccess[], order: AccessOrder): readonly HeldAccess[] {
  const name = ({ extensionName, connectionName }: HeldAccess): string =>
    (order === 'extension'
      ? `${extensionName}\n${connectionName}`
      : `${connectionName}\n${extensionName}`
    ).toLowerCase();
  if (order === 'last-used') return all.toSorted((a, b) => b.lastAt - a.lastAt);
  return all
    .map((one) => ({ one, by: name(one) }))
    .sort((a, b) => (a.by < b.by ? -1 : a.by > b.by ? 1 : b.one.lastAt - a.one.lastAt))
    .map(({ one }) => one);
}

/** Every word stands in a name, an id, a host, what is allowed, the reason or the state. */
export function fittingAccess(all: readonly HeldAccess[], text: string): readonly HeldAccess[] {
  const words = searchWords(text);
  if (words.length === 0) return all;
  return all.filter((one) => fitsWords(words, searched(one)));
}

const texts = new WeakMap<HeldAccess, string>();
const searched = (one: HeldAccess): string => {
  const known = texts.get(one);
  if (known !== undefined) return known;
  const { extension, extensionName, connectionName, notInstalled, grant, sessions, sentences } = one;
  const state =
    grant === undefined
      ? say('Allowed once')
      : say(grantLabels[grant.state === 'suspended' ? 'suspended' : 'in-force']);
  const made = [
    ...[extension, extensionName, connectionName, state, sessions.length > 0 ? say('Active session') : ''],
    notInstalled ? say('Not installed') : '',
    one.elsewhere ? say(connectionLabels.elsewhere) : '',
    one.unused ? say(dormantLabel) : '',
    ...[grant?.reason ?? '', ...(grant?.authority.origins ?? []), ...sentences],
  ]
    .join('\n')
    .toLowerCase();
  texts.set(one, made);
  return made;
};
