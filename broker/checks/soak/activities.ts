import type { ConnectionId } from '@valetkey/api-contracts';
import type { ConnectionClient } from '@valetkey/extension-api';
import { startExtensionWorker } from '../../shells/node/extension-worker.ts';
import { always, attach, type Kind, loaded, once, providerOf, type Soaked } from './parties.ts';

export type Counts = {
  uses: number;
  starts: number;
  grants: number;
  mcpGrants: number;
  deletions: number;
  renewing: number;
};

/** In ms, of one fetch; a bare one follows each, so that a busier machine makes both longer. */
export type Latencies = { readonly ours: number[]; readonly bare: number[] };

export type Party = {
  setUp(): Promise<void>;
  /** One activity, uses most often. */
  act(): Promise<void>;
};

const doesNothing = `exports.extension = require('@valetkey/extension-api').defineExtension({
  activate: async () => undefined });`;

/** One extension and its connections; its activities follow each other, those of others go on beside them. */
export function makeParty(
  at: number,
  {
    soaked,
    url,
    counts,
    latencies,
  }: {
    readonly soaked: Soaked;
    readonly url: string;
    readonly counts: Counts;
    readonly latencies: Latencies;
  },
): Party {
  const { settings, broker } = soaked;
  const signsIn = at % 5 === 0;
  let attached = attach(broker, at);

  const connect = async (kind: Kind): Promise<ConnectionId> => {
    const { id } = await settings.createConnection({
      providerId: providerOf(at, kind),
      displayName: kind,
      fields: { url },
      secrets: { token: `soak-secret-of-${at}-${kind}` },
    });
    return id;
  };
  const clientOf = async (kind: Kind, reason: string): Promise<ConnectionClient> => {
    const { connections } = attached;
    return connections.use(await connections.request({ provider: providerOf(at, kind), reason }));
  };
  const fetchOften = async (client: ConnectionClient, times: number): Promise<void> => {
    for (let time = 0; time < times; time += 1) {
      const before = performance.now();
      const response = await client.fetch(`/v1/${time}`);
      await response.text();
      latencies.ours.push(performance.now() - before);
      const bareBefore = performance.now();
      await (await fetch(`${url}/v1/${time}`)).text();
      latencies.bare.push(performance.now() - bareBefore);
      if (response.status !== 200) throw new Error(`status ${response.status}`);
      counts.uses += 1;
    }
  };
  const revokeAll = async (): Promise<void> => {
    for (const { id: grantId } of await settings.listGrants({ extension: loaded(at).id }))
      await settings.revokeGrant({ grantId });
  };

  const useOnce = async (): Promise<void> => {
    const client = await clientOf('bearer', once);
    await fetchOften(client, 20);
    client.dispose();
  };
  const useAlways = async (): Promise<void> => {
    const client = await clientOf('bearer', always);
    await fetchOften(client, 3);
    client.dispose();
    await revokeAll();
    counts.grants += 1;
  };
  const useMcp = async (): Promise<void> => {
    const client = await clientOf('mcp', always);
    const session = await client.mcp();
    await session.listTools();
    await session.callTool('tool-1');
    session.close();
    client.dispose();
    await revokeAll();
    counts.mcpGrants += 1;
  };
  /** Its token is good for two seconds. */
  const useRenewed = async (): Promise<void> => {
    const client = await clientOf('signed-in', once);
    await fetchOften(client, 2);
    client.dispose();
    counts.renewing += 1;
  };
  const makeAndDelete = async (): Promise<void> => {
    await settings.deleteConnection({ connectionId: await connect('bearer') });
    counts.deletions += 1;
  };
  const startAgain = async (): Promise<void> => {
    attached.detach();
    attached = attach(broker, at);
    counts.starts += 1;
  };
  /** A real thread with SES. */
  const startWorker = async (): Promise<void> => {
    const worker = startExtensionWorker({ extensionId: 'acme.soak-worker', mainSource: doesNothing });
    await worker.stop();
    counts.starts += 1;
  };

  return Object.freeze<Party>({
    setUp: async () => {
      await connect('bearer');
      await connect('mcp');
      await useMcp();
      if (!signsIn) return;
      const connectionId = await connect('signed-in');
      const { signInId } = await settings.signIn({ connectionId, scopes: [], flow: 'clientCredentials' });
      for (let state = ''; state !== 'signed-in'; ) {
        const progress = await settings.signInProgress({ signInId });
        if (progress.state === 'failed') throw new Error(`the sign-in failed: ${progress.why}`);
        state = progress.state;
      }
    },
    act: async () => {
      const turn = Math.random();
      if (turn < 0.5) return useOnce();
      if (turn < 0.65) return useAlways();
      if (turn < 0.75) return useMcp();
      if (turn < 0.85) return signsIn ? useRenewed() : useOnce();
      if (turn < 0.95) return makeAndDelete();
      return turn < 0.995 ? startAgain() : startWorker();
    },
  });
}
