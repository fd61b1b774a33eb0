import { fileURLToPath } from 'node:url';
import type { Client } from '@valetkey/api-contracts';
import type { SettingsContract } from '../contracts/settings.ts';
import { type StartPowers, startExtension } from '../extensions/start-extension.ts';
import type { Transport } from '../port/transport.ts';
import { describedIn } from '../providers/described-by.ts';
import type { LoadedExtension } from '../providers/load-extension.ts';
import type { Described } from '../providers/provider-registry.ts';
import { startExtensionWorker } from '../shells/node/extension-worker.ts';
import type { DemoServers } from './start-servers.ts';

type Sample = {
  readonly folder: string;
  readonly providerId: string;
  readonly displayName: string;
  readonly secretField: string;
  readonly server: 'registry' | 'mcp' | 'echo';
};

/** The hostile one is last. */
const samples: readonly Sample[] = [
  {
    folder: 'registry-reader/',
    providerId: 'acme.registry-reader/registry',
    displayName: 'My registry',
    secretField: 'token',
    server: 'registry',
  },
  {
    folder: 'mcp-tools/',
    providerId: 'acme.mcp-tools/tools',
    displayName: 'My tools',
    secretField: 'key',
    server: 'mcp',
  },
  {
    folder: 'hostile/',
    providerId: 'mallory.hostile/echo',
    displayName: 'My echo',
    secretField: 'token',
    server: 'echo',
  },
];

export type SamplesRun = {
  /** How `activate` ended, by extension. */
  readonly activated: Readonly<Record<string, string>>;
  readonly hostile: LoadedExtension;
};

/** Their services, so that their connections are there before they ask: on a busy machine they may be the faster ones. */
export const describedSamples = (samplesFolder: URL): Promise<readonly Described[]> =>
  describedIn(samples.map(({ folder }) => fileURLToPath(new URL(folder, samplesFolder))));

/** One after the other, each from its own folder, in a thread of its own, with a connection made for it. */
export async function runSamples(powers: {
  readonly broker: StartPowers['broker'];
  readonly settings: Client<SettingsContract>;
  readonly servers: DemoServers;
  readonly say: StartPowers['say'];
  readonly heading: (text: string) => void;
  readonly tap: (transport: Transport) => Transport;
  /** Where the samples' folders are. */
  readonly samplesFolder: URL;
}): Promise<SamplesRun> {
  const { broker, settings, servers, say, heading, tap, samplesFolder } = powers;
  const activated: Record<string, string> = {};
  let last: LoadedExtension | undefined;
  for (const { folder, server, secretField, ...named } of samples) {
    heading(`${folder.replace('/', '')}, from its own folder and manifest, in a confined thread`);
    const { url, token: secret } = servers[server];
    await settings.createConnection({ ...named, fields: { url }, secrets: { [secretField]: secret } });
    const running = await startExtension(fileURLToPath(new URL(folder, samplesFolder)), {
      broker,
      say,
      tap,
      startProcess: startExtensionWorker,
    });
    activated[running.extension.id] = await running.activated;
    await running.stop();
    last = running.extension;
  }
  if (last === undefined) throw new Error('No sample was started.');
  return { activated, hostile: last };
}
