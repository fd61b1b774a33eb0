import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AttackingServer, startAttackingServer } from '../fixtures/attacking-server/start.ts';
import { brokerInFolder } from '../fixtures/broker-in-folder.ts';
import { extensionOfEveryKind } from '../fixtures/extension-of-every-kind.ts';
import { readByName } from '../fixtures/kept-state.ts';
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
  await operate('prepared', [prepare]);
});
afterAll(async () => {
  atStep = () => undefined;
  await server.stop();
  rmSync(parent, { recursive: true, force: true });
});

const at = (name: string): string => join(parent, name);

/** `done`: how many of the steps had been acknowledged. */
type Snapshot = { readonly folder: string; readonly done: number };

/**
 * Does the steps of one operation and keeps a copy of the folder at each write. A process that is killed leaves to the
 * next one exactly what stands in its files then, so each copy is what a kill at that write leaves; f-killed.test.ts
 * kills real processes, which is slower by a hundred times. `milestones` are copies before the first step and after
 * each.
 */
const operate = async (folder: string, steps: readonly ((prepared: Prepared) => Promise<unknown>)[]) => {
  const snapshots: Snapshot[] = [];
  const milestones: string[] = [];
  const copyAs = (copy: string): string => {
    cpSync(at(folder), at(copy), { recursive: true });
    return copy;
  };
  const t = await brokerInFolder({ folder: at(folder), keychain: keyInFile(at('key')) });
  const extension = t.attach(extensionOfEveryKind());
  milestones.push(copyAs(`${folder} before`));
  for (const step of steps) {
    const done = milestones.length - 1;
    atStep = () => {
      snapshots.push({ folder: copyAs(`${folder} ${snapshots.length + 1}`), done });
    };
    await step({ t, extension, url: server.url });
    atStep = () => undefined;
    milestones.push(copyAs(`${folder} after ${milestones.length}`));
  }
  atStep = () => {
    snapshots.push({ folder: copyAs(`${folder} ${snapshots.length + 1}`), done: steps.length });
  };
  await t.close({ keepFolder: true });
  atStep = () => undefined;
  return { snapshots, milestones };
};

const read = (folder: string) => readByName(at(folder), at('key'));

describe('F1: a broker killed at each single write of each operation', () => {
  it.each(Object.entries(singleOperations))(
    '%s, killed at each write, reopens to the state before or after it',
    async (name, operation) => {
      cpSync(at('prepared'), at(name), { recursive: true });
      const { snapshots, milestones } = await operate(name, [operation].flat());
      const known = [];
      for (const milestone of milestones) known.push(await read(milestone));
      const [before] = known;
      expect(snapshots.filter(({ done }) => done < milestones.length - 1).length).toBeGreaterThan(0);
      for (const { folder, done } of snapshots) {
        const found = await read(folder);
        const may = known.slice(done, done + 2);
        expect(
          may.map(({ state }) => state),
          folder,
        ).toContainEqual(found.state);
        // Nothing happened without a line, and the log is whole.
        const happened = may.filter(({ state }) => JSON.stringify(state) === JSON.stringify(found.state));
        const changed = JSON.stringify(found.state) !== JSON.stringify(before?.state);
        if (changed) expect(found.kinds, folder).toEqual(expect.arrayContaining(happened[0]?.kinds ?? []));
        expect(found.verdict, folder).toMatchObject({ ok: true });
        if (found.orphans.there) expect(found.orphans.said, folder).toBe(true);
        rmSync(at(folder), { recursive: true });
      }
      countProof({ kills: snapshots.length });
    },
  );
});
