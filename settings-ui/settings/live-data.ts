import type {
  Client,
  ConnectionView,
  ExtensionView,
  GrantView,
  LiveCapability,
  Protection,
  ProviderView,
  SettingsContract,
} from '@valetkey/api-contracts';
import { sameData } from './same-data.ts';

/** What there is, as last seen. A part is absent until it was loaded for the first time. */
export type LiveData = {
  readonly connections?: readonly ConnectionView[];
  readonly providers?: readonly ProviderView[];
  readonly extensions?: readonly ExtensionView[];
  readonly grants?: readonly GrantView[];
  readonly live?: readonly LiveCapability[];
  readonly protection?: Protection;
  /** Why the last look failed, if it did; what was seen before stays. */
  readonly failed?: unknown;
};

/** The contract pushes nothing: what another window, an extension or the clock changed is looked for. */
const lookEveryMs = 2_000;
/** And never for more than a fifth of the time: ten thousand connections are not asked for every two seconds. */
const restFactor = 4;

export type Following = {
  /** Resolves when everything has been looked at anew, and shown. */
  refresh(): Promise<void>;
  stop(): void;
};

const allConnections = async (client: Client<SettingsContract>): Promise<readonly ConnectionView[]> => {
  const all: ConnectionView[] = [];
  for (let after: ConnectionView['id'] | undefined; ; ) {
    const page = await client.listConnections({ limit: 1000, ...(after === undefined ? {} : { after }) });
    all.push(...page.connections);
    after = page.next;
    if (after === undefined) return all;
  }
};

/** Tells of a change only when there is one: who is at a button or reads a row is not disturbed. */
export const followData = (
  client: Client<SettingsContract>,
  changed: (data: LiveData) => void,
): Following => {
  let data: LiveData = {};
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  const take = (part: Partial<LiveData>): void => {
    const [name = ''] = Object.keys(part) as (keyof LiveData)[];
    if (stopped || sameData(data[name as keyof LiveData], part[name as keyof LiveData])) return;
    data = { ...data, ...part };
    changed(data);
  };
  const look = async (): Promise<void> => {
    const parts = [
      allConnections(client).then((connections) => take({ connections })),
      client.listProviders().then((providers) => take({ providers })),
      client.listExtensions().then((extensions) => take({ extensions })),
      client.listGrants().then((grants) => take({ grants })),
      client.listLive().then((live) => take({ live })),
      client.protection().then((protection) => take({ protection })),
    ];
    const failure = (await Promise.allSettled(parts)).find(({ status }) => status === 'rejected');
    take({ failed: failure?.status === 'rejected' ? failure.reason : undefined });
  };
  let looking: Promise<void> = Promise.resolve();
  /** One look after the other: what an earlier one saw never takes the place of what a later one did. */
  const refresh = (): Promise<void> => {
    clearTimeout(timer);
    looking = looking.then(async () => {
      if (stopped) return;
      const before = performance.now();
      await look();
      clearTimeout(timer);
      timer = setTimeout(again, Math.max(lookEveryMs, (performance.now() - before) * restFactor));
    });
    return looking;
  };
  const again = (): void => {
    if (document.visibilityState === 'visible') void refresh();
  };
  document.addEventListener('visibilitychange', again);
  return {
    refresh,
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', again);
    },
  };
};
