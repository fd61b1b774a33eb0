import { ValetkeyError } from '@valetkey/api-contracts';
import type { LiveCapability } from '../../contracts/grant.ts';
import type { UnmetRequest } from '../../contracts/settings-access.ts';
import type { Broker, BrokerPowers } from '../../powers.ts';
import { openMainSettingsClient } from './open-main-settings-client.ts';

/** What main shows outside of its windows. */
export type Followed = {
  readonly live: readonly LiveCapability[];
  readonly stopped: boolean;
  readonly unmet: readonly UnmetRequest[];
  /** By its id. */
  readonly nameOf: (connectionId: string) => string | undefined;
};

type SettingsClient = ReturnType<typeof openMainSettingsClient>['client'];

/** Between two looks: a use is over sooner than anybody opens a menu. */
const restMs = 1_000;
const afterFailureMs = 30_000;
const mostNamed = 20;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());

/** Looks at the broker as a page of Settings does, and may do no more than one. Ends with the broker. */
export function followBroker(
  broker: Broker,
  seen: (followed: Followed) => void,
  log: BrokerPowers['log'],
): SettingsClient {
  const { client } = openMainSettingsClient(broker);
  const look = async (): Promise<void> => {
    const [live, { stopped }, unmet] = await Promise.all([
      client.listLive(),
      client.stopped(),
      client.listUnmetRequests(),
    ]);
    const ids = [...new Set(live.map(({ connectionId }) => connectionId))].slice(0, mostNamed);
    const found = await Promise.allSettled(ids.map((connectionId) => client.getConnection({ connectionId })));
    const names = new Map(
      found.flatMap((one) =>
        one.status === 'fulfilled' ? [[one.value.id as string, one.value.displayName]] : [],
      ),
    );
    seen({ live, stopped, unmet, nameOf: (id) => names.get(id) });
  };
  const follow = async (): Promise<void> => {
    for (let version = 0; ; ) {
      try {
        const news = await client.changes({ version });
        if (version === 0 || news.topics.some((topic) => shown.has(topic))) await look();
        version = news.version;
      } catch (error) {
        // The port closes with the broker; then there is nothing to follow.
        if (error instanceof ValetkeyError && error.code === 'port-closed') return;
        log('warn', 'what is in use could not be shown outside of the windows', error);
        version = 0;
        await pause(afterFailureMs);
      }
      await pause(restMs);
    }
  };
  void follow();
  return client;
}

const shown: ReadonlySet<string> = new Set(['live', 'extensions', 'connections', 'notifications']);
