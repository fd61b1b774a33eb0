import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';
import { extensionId, extensionManifest } from '@valetkey/api-contracts';
import { connectPort, type Port } from '@valetkey/extension-api/host';
import { settingsContract } from '../../contracts/settings.ts';
import { openDatabase } from '../../database/open-database.ts';
import { makeVault, vaultMigrations } from '../../secrets/vault/vault.ts';
import { startExtensionWorker } from '../../shells/node/extension-worker.ts';
import { messagePortTransport } from '../../shells/node/message-port-transport.ts';
import { benchManifest } from './bench-extension.ts';
import { type Measure, measure, median, percentile } from './measure.ts';
import { brokerFor } from './set-up.ts';

const inFolder = async <T>(work: (folder: string) => Promise<T>): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
const timed = (work: () => unknown): number => {
  const before = performance.now();
  work();
  return performance.now() - before;
};

/** Baseline: AES-256-GCM alone, of as many bytes, with the ciphertext in memory. */
const bareDecryption = (): number => {
  const key = randomBytes(32);
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const sealed = Buffer.concat([cipher.update(randomBytes(160)), cipher.final()]);
  const tag = cipher.getAuthTag();
  const took = Array.from({ length: 20_000 }, () =>
    timed(() => {
      const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAuthTag(tag);
      return Buffer.concat([decipher.update(sealed), decipher.final()]);
    }),
  );
  return percentile(took, 0.99);
};

export const measureVault = (): Promise<Measure[]> =>
  inFolder(async (folder) => {
    const key = randomBytes(32);
    const digest = 'd'.repeat(64);
    const open = async () => {
      const vault = makeVault({
        database: openDatabase(join(folder, 'secrets.db'), vaultMigrations),
        keychain: {
          kind: 'bench',
          describe: () => ({ protection: 'a key in memory' }),
          unlock: async () => ({ state: 'unlocked', key: Uint8Array.from(key) }),
        },
        randomBytes: (length) => randomBytes(length),
        now: Date.now,
      });
      await vault.unlock();
      return vault;
    };
    const places = Array.from({ length: 200 }, (_, n) => ({
      connectionId: `con_${n}`,
      field: 'token',
      authorityDigest: digest,
      counter: 1,
    }));
    const first = await open();
    first.putAll(places.map((place, n) => ({ ...place, plaintext: `secret number ${n} of two hundred` })));
    first.close();

    const cold: number[] = [];
    for (const place of places) {
      const vault = await open();
      cold.push(timed(() => vault.open(place)));
      vault.close();
    }
    const vault = await open();
    const warm: number[] = [];
    for (let round = 0; round < 100; round += 1)
      for (const place of places) warm.push(timed(() => vault.open(place)));
    vault.close();

    const baseline = bareDecryption();
    const against = `p99 of AES-256-GCM alone (${(baseline * 1000).toFixed(0)} us)`;
    const line = (name: string, values: readonly number[], atMost: number): Measure => {
      const value = percentile(values, 0.99);
      return measure(
        name,
        { value, unit: 'ms', ratio: value / baseline, baseline: against },
        { atMost },
        value,
        'ms',
      );
    };
    return [line('secret.open.cold.p99', cold, 5), line('secret.open.warm.p99', warm, 0.2)];
  });

/** From nothing to a handle in the extension's hands; the baseline is a thread that does nothing. */
export const measureStart = async (): Promise<Measure[]> => {
  const starts: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < 7; round += 1) {
    starts.push(await inFolder(startToHandle));
    const before = performance.now();
    await new Promise((resolve) => new Worker('', { eval: true }).on('exit', resolve));
    bare.push(performance.now() - before);
  }
  const value = median(starts);
  const baseline = `an empty worker thread, started and ended (${median(bare).toFixed(0)} ms)`;
  return [
    measure(
      'start.to-first-handle',
      { value, unit: 'ms', ratio: value / median(bare), baseline },
      { atMost: 500 },
      value,
      'ms',
    ),
  ];
};

const startToHandle = async (folder: string): Promise<number> => {
  const mainSource = `exports.extension = require('@valetkey/extension-api').defineExtension({
    activate: async ({ connections }) => {
      connections.use(await connections.request({ provider: 'acme.bench/api', reason: 'x' }));
    } });`;
  const before = performance.now();
  const broker = brokerFor(folder);
  await broker.unlock();
  const { port1, port2 } = new MessageChannel();
  broker.openSettings(messagePortTransport(port1));
  const settings = connectPort(settingsContract, port2 as unknown as Port, 'port-closed');
  const worker = startExtensionWorker({ extensionId: 'acme.bench', mainSource });
  await new Promise<void>((resolve, reject) => {
    const manifest = extensionManifest.parse(benchManifest);
    const id = extensionId.parse('acme.bench');
    broker.attachExtension(
      { id, manifest, mainSource, contentDigest: '0'.repeat(64), folder },
      worker.transport,
      {
        log: () => undefined,
        report: (report) => {
          if (report.state === 'activated') resolve();
          if (report.state === 'failed') reject(new Error(report.message));
        },
        stop: reject,
      },
    );
    settings.client
      .createConnection({
        providerId: 'acme.bench/api',
        displayName: 'Bench',
        fields: { url: 'https://api.example' },
        secrets: { token: 'a token of some length' },
      })
      .catch(reject);
  });
  const took = performance.now() - before;
  await worker.stop();
  settings.close();
  await broker.close();
  return took;
};
