import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rounds } from '../../checks/fixtures/rounds.ts';
import { openVault, read, testKeychain, unlockedVault } from './fixtures/vault-in-folder.ts';
import type { SecretPlace } from './vault.ts';

const howMany = (secrets: number): number => secrets;

type Stored = { digest: string; plaintext: string };
/** What the vault should hold: by place, by counter; and the highest counter that each place ever had. */
type Model = { places: Map<string, Map<number, Stored>>; highest: Map<string, number>; locked: boolean };

const connection = fc.constantFrom('c1', 'c2');
const field = fc.constantFrom('user', 'token');
const digest = fc.constantFrom('d1', 'd2', 'd3');
const nth = fc.nat(4);
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('put' as const), connection, field, digest, text: fc.string() }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('reseal' as const), connection, field, digest, nth }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('settle' as const), connection, field, nth }) },
  fc.record({ do: fc.constant('remove' as const), connection, field: fc.option(field, { nil: undefined }) }),
  fc.record({
    do: fc.constantFrom('unlock' as const, 'reopen' as const, 'lose the key and set aside' as const),
  }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const nameOf = (at: { connection: string; field: string }): string => `${at.connection}/${at.field}`;

/** Any steps in any order: every place opens to what was last put there under that counter and digest, or not at all. */
it('a vault behaves as a map from place, counter and digest to plaintext, in any order of operations', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const folder = mkdtempSync(join(tmpdir(), 'valetkey-model-'));
      const keychain = testKeychain();
      let vault = await unlockedVault(folder, keychain);
      const model: Model = { places: new Map(), highest: new Map(), locked: false };
      const rowsOf = (name: string) => model.places.get(name) ?? new Map<number, Stored>();
      /** The nth counter of those that the place has, or one that it has not. */
      const pick = (name: string, which: number) =>
        [...rowsOf(name).keys()].sort((a, b) => a - b)[which] ?? 99;

      const store = (name: string, stored: Stored): number => {
        const counter = (model.highest.get(name) ?? 0) + 1;
        model.highest.set(name, counter);
        model.places.set(name, rowsOf(name).set(counter, stored));
        return counter;
      };

      const perform = async (now: Step): Promise<void> => {
        switch (now.do) {
          case 'put': {
            const place = { connectionId: now.connection, field: now.field, authorityDigest: now.digest };
            if (model.locked) expect(() => vault.put(place, now.text)).toThrow('locked');
            else {
              const counter = store(nameOf(now), { digest: now.digest, plaintext: now.text });
              expect(vault.put(place, now.text)).toEqual({ counter });
            }
            return;
          }
          case 'reseal': {
            const name = nameOf(now);
            const counter = pick(name, now.nth);
            const stored = rowsOf(name).get(counter);
            const from = {
              connectionId: now.connection,
              field: now.field,
              authorityDigest: stored?.digest ?? 'd1',
              counter,
            };
            const done = vault.reseal(from, now.digest);
            expect(done.ok).toBe(!model.locked && stored !== undefined);
            if (done.ok && stored !== undefined)
              expect(done.counter).toBe(store(name, { digest: now.digest, plaintext: stored.plaintext }));
            return;
          }
          case 'settle': {
            const name = nameOf(now);
            const counter = pick(name, now.nth);
            const older = rowsOf(name).has(counter)
              ? [...rowsOf(name).keys()].filter((other) => other < counter)
              : [];
            const [removed, waiting] = model.locked ? [0, older.length] : [older.length, 0];
            const at = { connectionId: now.connection, field: now.field, counter };
            expect(vault.settle([at])).toEqual({ removed, kept: 0, waiting });
            if (!model.locked) for (const other of older) rowsOf(name).delete(other);
            return;
          }
          case 'remove': {
            const before = vault.inventory().length;
            const gone = vault.remove(now.connection, now.field);
            for (const name of model.places.keys())
              if (
                name.startsWith(
                  now.field === undefined ? `${now.connection}/` : nameOf({ ...now, field: now.field }),
                )
              )
                model.places.delete(name);
            expect(vault.inventory()).toHaveLength(before - gone);
            return;
          }
          case 'lose the key and set aside': {
            const stored = vault.inventory().filter(({ kept }) => !kept).length;
            vault.close();
            vault = openVault(folder, keychain);
            keychain.key = undefined;
            expect(await vault.setAside(howMany)).toBe(stored > 0 ? stored : undefined);
            model.places.clear();
            model.locked = stored > 0; // with nothing stored it opened with a new key
            return;
          }
          case 'unlock':
            expect(await vault.unlock()).toMatchObject({ state: 'unlocked' });
            model.locked = false;
            return;
          case 'reopen':
            vault.close();
            vault = openVault(folder, keychain);
            model.locked = true;
        }
      };

      const compare = (): void => {
        const stored = vault.inventory().filter(({ kept }) => !kept);
        expect(stored.map((row) => `${row.connectionId}/${row.field}#${row.counter}`).sort()).toEqual(
          [...model.places]
            .flatMap(([name, rows]) => [...rows.keys()].map((counter) => `${name}#${counter}`))
            .sort(),
        );
        for (const connectionId of ['c1', 'c2'])
          for (const fieldName of ['user', 'token'])
            for (
              let counter = 1;
              counter <= (model.highest.get(`${connectionId}/${fieldName}`) ?? 0) + 1;
              counter += 1
            )
              for (const authorityDigest of ['d1', 'd2'])
                compareOne({ connectionId, field: fieldName, authorityDigest, counter });
      };

      const compareOne = (place: SecretPlace): void => {
        const row = rowsOf(`${place.connectionId}/${place.field}`).get(place.counter);
        const got = read(vault, place);
        if (model.locked) expect(got).toMatch(/^vault-locked: /);
        else if (row === undefined)
          expect(got).toMatch(/^secret-(missing|unreadable): (never-stored|removed|rolled-back)$/);
        else if (row.digest !== place.authorityDigest)
          expect(got).toBe('secret-unreadable: authority-changed');
        else expect(got).toBe(row.plaintext);
      };

      try {
        for (const now of steps) {
          await perform(now);
          compare();
        }
      } finally {
        vault.close();
        rmSync(folder, { recursive: true, force: true });
      }
    }),
    { numRuns: rounds(150) },
  );
});
