import {
  type Client,
  type ConnectionId,
  type ConnectionProvider,
  type ProviderId,
  type ProviderView,
  ValetkeyError,
} from '@valetkey/api-contracts';
import type {
  ConnectionView,
  ExtensionView,
  FolderNotLoaded,
  GrantView,
  LiveCapability,
  Protection,
  SettingsContract,
  SettingsPlace,
  SettingsTopic,
  UnmetRequest,
} from '@valetkey/broker/contracts';
import { askedAs } from '@valetkey/broker/contracts';
import { sameData } from './same-data.ts';

type Waiting = Awaited<ReturnType<Client<SettingsContract>['listWaiting']>>[number];
type OpenWorkspace = Awaited<ReturnType<Client<SettingsContract>['workspace']>>;
type Halt = Awaited<ReturnType<Client<SettingsContract>['stopped']>>;

/** What there is, as last seen. A part is absent until it was loaded for the first time. */
export type LiveData = {
  readonly connections?: readonly ConnectionView[];
  /** More are on their way; only the first page of many has been loaded. */
  readonly more?: boolean;
  readonly providers?: readonly ProviderView[];
  readonly extensions?: readonly ExtensionView[];
  readonly grants?: readonly GrantView[];
  readonly live?: readonly LiveCapability[];
  readonly unmet?: readonly UnmetRequest[];
  readonly notLoaded?: readonly FolderNotLoaded[];
  /** Whether extensions can be installed here. */
  readonly installing?: boolean;
  /** Whether everything is stopped, and what ended by it. */
  readonly halt?: Halt;
  readonly protection?: Protection;
  /** `on` is absent where there is no switch. */
  readonly notifications?: { readonly on?: boolean | undefined };
  /** `open` is absent where none is. */
  readonly workspace?: OpenWorkspace;
  /** What main asks the person about now, in its own window. */
  readonly waiting?: readonly Waiting[];
  /** Why the last look failed, if it did; what was seen before stays. */
  readonly failed?: unknown;
};

const everything: readonly SettingsTopic[] = [
  'connections',
  'providers',
  'extensions',
  'grants',
  'live',
  'protection',
  'waiting',
  'place',
  'notifications',
  'workspace',
];
/** After a failure, and between two answers of the long poll: nobody gains by looking more often. */
const retryMs = 3_000;
const restMs = 250;
const pageSize = 1_000;

/** Undefined also where it has gone, and while it was not looked for yet. */
export const providerNamed = (
  id: ProviderId | undefined,
  { providers }: Pick<LiveData, 'providers'>,
): ConnectionProvider | undefined => providers?.find(({ providerId }) => providerId === id)?.provider;

/** By provider: the id by which extensions ask for its connections. */
export const askedIds = ({ providers = [] }: Pick<LiveData, 'providers'>): ReadonlyMap<string, ProviderId> =>
  new Map(providers.map((view) => [view.providerId, askedAs(view)]));

export type Following = {
  start(): void;
  /** Resolves when everything has been reloaded and shown. */
  refresh(): Promise<void>;
  stop(): void;
};

/**
 * Loads everything once, and then what the broker says has changed. Tells of a change only when there is one: who is
 * at a button or reads a row is not disturbed.
 */
export const followData = (
  client: Client<SettingsContract>,
  changed: (data: LiveData) => void,
  /** A click outside of the page leads there. */
  goTo: (place: SettingsPlace) => void,
): Following => {
  let data: LiveData = {};
  let stopped = false;
  const take = (part: Partial<LiveData>): void => {
    const names = Object.keys(part) as (keyof LiveData)[];
    if (stopped || names.every((name) => sameData(data[name], part[name]))) return;
    data = { ...data, ...part };
    changed(data);
  };

  /** The first page is shown at once; the rest of thousands when all of it is there. */
  const allConnections = async (): Promise<void> => {
    const all: ConnectionView[] = [];
    for (let after: ConnectionId | undefined; ; ) {
      const page = await client.listConnections({
        limit: pageSize,
        after,
      });
      all.push(...page.connections);
      after = page.next;
      if (after === undefined) return take({ connections: all, more: false });
      if (data.connections === undefined) take({ connections: [...all], more: true });
    }
  };
  /** These only: of ten thousand, one that is in use is asked for alone. One that is gone is left out. */
  const someConnections = async (ids: readonly ConnectionId[]): Promise<void> => {
    const seen = await Promise.all(
      ids.map((connectionId) => client.getConnection({ connectionId }).catch(undefinedIfGone)),
    );
    const fresh = new Map(seen.flatMap((one) => (one === undefined ? [] : [[one.id, one]])));
    const asked = new Set(ids);
    const known = new Set((data.connections ?? []).map(({ id }) => id));
    take({
      connections: [
        ...(data.connections ?? []).flatMap((one) => (asked.has(one.id) ? (fresh.get(one.id) ?? []) : one)),
        ...[...fresh.values()].filter(({ id }) => !known.has(id)),
      ],
    });
  };
  const loads: Readonly<Record<SettingsTopic, () => Promise<void>>> = {
    connections: allConnections,
    providers: async () => take({ providers: await client.listProviders() }),
    extensions: async () => {
      const [extensions, unmet, notLoaded, { offered }] = await Promise.all([
        client.listExtensions(),
        client.listUnmetRequests(),
        client.listFoldersNotLoaded(),
        client.installing(),
      ]);
      take({ extensions, unmet, notLoaded, installing: offered });
    },
    grants: async () => take({ grants: await client.listGrants() }),
    live: async () => {
      const [live, halt] = await Promise.all([client.listLive(), client.stopped()]);
      take({ live, halt });
      // A use takes of a budget, and tells of nothing else.
      if (data.grants?.some(({ spentToday }) => spentToday !== undefined)) await loads.grants();
    },
    protection: async () => take({ protection: await client.protection() }),
    waiting: async () => take({ waiting: await client.listWaiting() }),
    place: async () => {
      const { place } = await client.takePlace();
      if (place !== undefined) goTo(place);
    },
    notifications: async () => take({ notifications: await client.notifications() }),
    workspace: async () => take({ workspace: await client.workspace() }),
    audit: async () => undefined,
  };

  /** One look after the other: what an earlier one saw never takes the place of what a later one did. */
  let looking: Promise<void> = Promise.resolve();
  /** What could not be seen is in the next look, too. */
  let missed: readonly SettingsTopic[] = [];
  const look = (topics: readonly SettingsTopic[], ids?: readonly ConnectionId[]): Promise<void> => {
    looking = looking.then(async () => {
      if (stopped) return;
      const wanted = [...new Set([...missed, ...topics])];
      const seen = await Promise.allSettled(
        wanted.map((topic) =>
          topic === 'connections' && ids !== undefined && !missed.includes(topic)
            ? someConnections(ids)
            : loads[topic](),
        ),
      );
      missed = wanted.filter((_, index) => seen[index]?.status === 'rejected');
      const failure = seen.find(({ status }) => status === 'rejected');
      take({ failed: failure?.status === 'rejected' ? failure.reason : undefined });
    });
    return looking;
  };
  const follow = async (): Promise<void> => {
    for (let version = 0; !stopped; ) {
      try {
        const news = await client.changes({ version });
        const { topics, connectionIds } = news;
        await look(version === 0 ? everything : topics, connectionIds);
        version = news.version;
        await rest(missed.length === 0 ? restMs : retryMs);
        // After that, with the next news, or when the wait for them is over.
        if (missed.length > 0) await look([]);
      } catch (failed) {
        take({ failed });
        await rest(retryMs);
      }
    }
  };
  const refresh = (): Promise<void> => look(everything);
  return {
    start: () => void follow(),
    refresh,
    stop: () => {
      stopped = true;
    },
  };
};

const undefinedIfGone = (error: unknown): undefined => {
  if (!(error instanceof ValetkeyError && error.code === 'not-found')) throw error;
};

const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
