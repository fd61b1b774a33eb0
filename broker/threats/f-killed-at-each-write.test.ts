import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AttackingServer, startAttackingServer } from '../fixtures/attacking-server/start.ts';
import { brokerInFolder } from '../fixtures/broker-in-folder.ts';
import { extensionOfEveryKind } from '../fixtures/extension-of-every-kind.ts';
import { readKeptState } from '../fixtures/kept-state.ts';
import { keyInFile } from '../fixtures/key-in-file.ts';
import { countProof } from '../fixtures/proof-counts.ts';
import { type Prepared, prepare, singleOperations } from '../fixtures/single-operations.ts';
import { watchWrites } from '../fixtures/watch-writes.ts';

let atStep = (): void => undefined;
watchWrites(() => atStep());

let parent: string;
let server: AttackingServer;
beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), 'valetkey-each-write-'));
  server = await startAttackingServer();
  await operate('prepared', prepare);
});
afterAll(async () => {
  atStep = () => undefined;
  await server.stop();
  rmSync(parent, { recursive: true, force: true });
});

const at = (name: string): string => join(parent, name);

type Snapshot = { readonly folder: string; readonly acknowledged: boolean };

/**
 * Does one operation and keeps a copy of the folder at each step of writing. A process that is killed leaves to the
 * next one exactly what stands in its files then, so each copy is what a kill at that step leaves; f-killed.test.ts
 * kills real processes, which is slower by a hundred times.
 */
const operate = async (
  folder: string,
  operation: (prepared: Prepared) => Promise<unknown>,
): Promise<Snapshot[]> => {
  const snapshots: Snapshot[] = [];
  let acknowledged = false;
  const t = await brokerInFolder({ folder: at(folder), keychain: keyInFile(at('key')) });
  const extension = t.attach(extensionOfEveryKind());
  atStep = () => {
    const copy = `${folder} ${snapshots.length + 1}`;
    cpSync(at(folder), at(copy), { recursive: true });
    snapshots.push({ folder: copy, acknowledged });
  };
  await operation({ t, extension, url: server.url });
  acknowledged = true;
  await t.close({ keepFolder: true });
  atStep = () => undefined;
  return snapshots;
};

/** By name and reason: ids are new in every run. */
const read = async (folder: string) => {
  const { state, verdict, lines, orphans } = await readKeptState(at(folder), at('key'));
  const nameOf = (id: string): string => state.connections.get(id)?.name ?? 'gone';
  const connections = [...state.connections.values()].map((connection) => JSON.stringify(connection));
  const grants = [...state.grants.values()].map((grant) =>
    JSON.stringify({ ...grant, connection: nameOf(grant.connection) }),
  );
  const kinds = [...lines].map((line) => line.split(' ', 1)[0] ?? '').filter((kind) => changes.test(kind));
  return {
    state: { connections: connections.sort(), grants: grants.sort() },
    verdict,
    kinds: kinds.sort(),
    orphans,
  };
};
const changes = /^(?:connection\.(?!tested)|secret\.|grant\.)/;

describe('F32: killed at each single write of each operation, a broker reopens to the state before it or after it', () => {
  it.each(Object.entries(singleOperations))('%s', async (name, operation) => {
    cpSync(at('prepared'), at(name), { recursive: true });
    const snapshots = await operate(name, operation);
    cpSync(at('prepared'), at(`${name} before`), { recursive: true });
    const before = await read(`${name} before`);
    const after = await read(name);
    expect(snapshots.filter(({ acknowledged }) => !acknowledged).length).toBeGreaterThan(0);
    for (const { folder, acknowledged } of snapshots) {
      const found = await read(folder);
      if (acknowledged) expect(found.state, `${folder}, acknowledged`).toEqual(after.state);
      else expect([before.state, after.state], folder).toContainEqual(found.state);
      // Nothing happened without a line, and the log is whole.
      const changed = JSON.stringify(found.state) !== JSON.stringify(before.state);
      if (changed) expect(found.kinds, folder).toEqual(expect.arrayContaining(after.kinds));
      expect(found.verdict, folder).toMatchObject({ ok: true });
      if (found.orphans.there) expect(found.orphans.said, folder).toBe(true);
      rmSync(at(folder), { recursive: true });
    }
    countProof({ kills: snapshots.length });
  });
});
