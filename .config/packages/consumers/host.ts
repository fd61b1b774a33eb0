// A host on the Node shell, as an application of its own: it knows nothing but the packages.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type BrokerPowers,
  createBroker,
  nodePowers,
  openSettingsClient,
  passphraseKeychain,
  startExtension,
  startExtensionWorker,
} from '@valetkey/broker/node';

/** A service that greets who has its token; prints what the extension said, and what became of it. */
export async function greet(
  extension: string,
  options: { readonly bundles?: string | undefined },
): Promise<{ readonly described: string; readonly said: readonly string[]; readonly activated: string }> {
  const token = `greetings-${crypto.randomUUID()}`;
  const service = createServer(({ headers, url }, response) => {
    if (url === '/openapi.yaml') return void response.end('openapi: 3.1.0');
    const isRight = headers.authorization === `Bearer ${token}`;
    response.writeHead(isRight ? 200 : 401).end(isRight ? `hello ${token}` : 'who are you?');
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  const { port } = service.address() as AddressInfo;

  const folder = mkdtempSync(join(tmpdir(), 'greeting-host-'));
  const askConsent: BrokerPowers['askConsent'] = async ({ nonce, choices }) => {
    const [first] = choices;
    if (first === undefined) return { nonce, decision: 'deny' };
    return { nonce, decision: 'always', connectionId: first.connectionId };
  };
  const broker = createBroker({
    ...nodePowers({ stderr: process.stderr }),
    folder,
    keychain: passphraseKeychain({
      file: join(folder, 'key.json'),
      askPassphrase: async () => 'correct horse battery staple',
    }),
    askConsent,
    askChange: async ({ nonce }) => ({ nonce, decision: 'allow' }),
  });
  const said: string[] = [];
  const { client: settings, close } = openSettingsClient(broker);
  const start = () =>
    startExtension(extension, {
      broker,
      say: (_who, _level, text) => said.push(text),
      startProcess: (one) => startExtensionWorker({ ...one, bundles: options.bundles }),
    });
  try {
    await broker.unlock();
    // The first start brings the provider; it finds no connection.
    const first = await start();
    await first.activated;
    await first.stop();
    said.length = 0;
    const [provider] = (await settings.listProviders()).filter(({ provider }) => provider.id === 'greetings');
    if (provider === undefined) throw new Error('the provider is not there');
    await settings.createConnection({
      providerId: provider.providerId,
      displayName: 'Greetings',
      fields: { url: `http://127.0.0.1:${port}` },
      secrets: { token },
    });
    const { outcome: described } = await settings.readAddress({
      address: `http://127.0.0.1:${port}/openapi.yaml`,
    });
    const second = await start();
    return { described, activated: await second.activated, said };
  } finally {
    close();
    await broker.close();
    service.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
