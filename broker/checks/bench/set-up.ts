import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { extensionId, extensionManifest } from '@valetkey/api-contracts';
import { connectPort, type Port } from '@valetkey/extension-api/host';
import { type Broker, makeBroker } from '../../broker.ts';
import { settingsContract } from '../../contracts/settings.ts';
import { startEchoServer } from '../../shells/node/fixtures/start-echo-server.ts';
import { messagePortTransport } from '../../shells/node/message-port-transport.ts';
import { nodePowers } from '../../shells/node/node-powers.ts';
import { startBareRelay } from './bare-relay.ts';
import { benchExtension, benchManifest } from './bench-extension.ts';
import type { Order, Timing } from './loops.ts';

/** A broker with everything on, an extension in its locked-down thread, and a bare worker to compare with. */
export type Bench = {
  readonly brokered: (order: Order) => Promise<Timing>;
  /** The worker's own fetch, or the bare relay's. */
  readonly direct: (order: Order) => Promise<Timing>;
  /** Reads a body to its end in the extension and throws it away. */
  readonly drain: (target: string) => Promise<number>;
  stop(): Promise<void>;
};

export const setUpBench = async (): Promise<Bench> => {
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-bench-'));
  const server = await startEchoServer();
  const broker = brokerFor(folder);
  await broker.unlock();

  const settingsPort = new MessageChannel();
  broker.openSettings(messagePortTransport(settingsPort.port1));
  const { client: settings } = connectPort(
    settingsContract,
    settingsPort.port2 as unknown as Port,
    'port-closed',
  );

  const control = new MessageChannel();
  const raw = new MessageChannel();
  const orders = new MessageChannel();
  raw.port1.on('message', (message) => raw.port1.postMessage(message));
  const activated = new Promise<void>((resolve, reject) => {
    const manifest = extensionManifest.parse(benchManifest);
    const id = extensionId.parse('acme.bench');
    const contentDigest = '0'.repeat(64);
    broker.attachExtension(
      { id, manifest, mainSource: benchExtension, contentDigest, folder },
      messagePortTransport(control.port1),
      {
        log: () => undefined,
        report: (report) => {
          if (report.state === 'activated') resolve();
          if (report.state === 'failed') reject(new Error(report.message));
        },
        stop: reject,
      },
    );
  });
  await settings.createConnection({
    providerId: 'acme.bench/api',
    displayName: 'Bench',
    fields: { url: server.url },
    secrets: { token: server.token },
  });
  const guest = new Worker(new URL('../../shells/node/guest/bundles/bench-guest.js', import.meta.url), {
    workerData: {
      controlPort: control.port2,
      extensionId: 'acme.bench',
      mainSource: benchExtension,
      heapMb: 512,
      rawPort: raw.port2,
      orders: orders.port2,
    },
    transferList: [control.port2, raw.port2, orders.port2],
  });
  const relayed = new MessageChannel();
  const relay = startBareRelay(messagePortTransport(relayed.port1), {
    url: server.url,
    token: server.token,
    folder,
  });
  const direct = new Worker(new URL('./direct-worker.js', import.meta.url), {
    workerData: { url: server.url, token: server.token, relayPort: relayed.port2 },
    transferList: [relayed.port2],
  });
  await activated;

  return {
    brokered: (order) => ask(orders.port1, order),
    direct: (order) => ask(direct, order),
    drain: (target) => ask(orders.port1, { call: 'drain', target }),
    stop: async () => {
      for (const port of [raw.port1, orders.port1, settingsPort.port2]) port.close();
      await Promise.all([guest.terminate(), direct.terminate(), relay.stop()]);
      await broker.close();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const ask = <T>(port: MessagePort | Worker, order: unknown): Promise<T> =>
  new Promise((resolve) => {
    port.once('message', resolve);
    port.postMessage(order);
  });

export const brokerFor = (folder: string): Broker => {
  const key = randomBytes(32);
  return makeBroker({
    ...nodePowers({ stderr: process.stderr }),
    folder,
    keychain: {
      kind: 'bench',
      describe: () => ({ protection: 'a key in memory' }),
      unlock: async () => ({ state: 'unlocked', key: Uint8Array.from(key) }),
    },
    askConsent: async ({ nonce, choices: [first] }) =>
      first === undefined
        ? { nonce, decision: 'deny' }
        : { nonce, decision: 'once', connectionId: first.connectionId },
  });
};
