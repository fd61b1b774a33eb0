import { describe, expect, it } from 'vitest';
import { settingsContract } from '../../contracts/settings.ts';
import { mutate, pickFrom, type Random, randomFrom, valuesOf } from '../../port/fixtures/values-of-schema.ts';
import { type Governed, governed } from '../fixtures/governed.ts';
import { rounds } from '../fixtures/rounds.ts';
import { drive, expectNothingGained, look, type Name, personDenies } from '../fixtures/taken-over-page.ts';

const names = Object.keys(settingsContract) as Name[];

/**
 * Inputs that the port admits: from the method's own schema, with what there is and what the attacker wants in its place;
 * most of them about one connection and what belongs to it.
 */
const inputsFor = async (g: Governed, name: Name, random: Random): Promise<(exactly?: string) => unknown> => {
  const { connections } = await g.t.settings.listConnections();
  const grants = await g.grants();
  const whole: Record<string, readonly unknown[]> = {
    keep: [grants.map(({ id }) => id), grants.map(({ id }) => id), []],
    scope: ['workspace', 'workspace', 'user'],
    extension: ['acme.victim'],
    secrets: [{}, { token: 'the-attackers-own-token-0123' }],
    testFirst: [true, false],
    asking: [
      { rule: 'none' },
      { rule: 'destructive', never: ['about'] },
      { rule: 'every', never: ['about'] },
    ],
    limits: [{ usesPerDay: 5 }, { bytesPerDay: 9, callsPerDay: 9, costPerDay: 9 }, { methods: ['GET'] }, {}],
    days: [1, 30, 3650],
    entries: [1_000, 10_000_000],
    field: ['team'],
    scopes: [[], ['admin']],
    flow: ['deviceCode'],
    access: [{ methods: ['GET', 'POST'], paths: ['/**'], mcpTools: ['*'] }],
    document: [imported(g.thief.url)],
    version: [0],
    address: [`${g.thief.url}/openapi.json`],
  };
  const about = (connectionId: string): Record<string, readonly unknown[]> => {
    const connection = connections.find(({ id }) => id === connectionId);
    const its = grants.filter((grant) => grant.connectionId === connectionId);
    return {
      connectionId: [connectionId],
      updatedAt: [connection?.updatedAt ?? 1],
      providerId: [connection?.providerId ?? 'gitea'],
      fields: [connection?.providerId === 'mcp-program' ? g.evil : { url: g.thief.url }],
      grantId: its.map(({ id }) => id),
      digest: its.flatMap(({ now }) => now?.digest ?? []),
    };
  };
  const make = valuesOf(settingsContract[name].input, random);
  const members = Object.keys(settingsContract[name].input.shape);
  return (exactly) => {
    const made = make() as Record<string, unknown>;
    const pools = { ...whole, ...about(exactly ?? pickFrom(random, Object.values(g.ids))) };
    for (const member of members) {
      const [first, ...others] = pools[member] ?? [];
      if (first === undefined || (exactly === undefined && random() > 0.9)) continue;
      made[member] = exactly === undefined ? pickFrom(random, [first, ...others]) : first;
    }
    return exactly === undefined && random() < 0.1 ? mutate(made, random) : made;
  };
};

const imported = (url: string) => ({
  format: 'valetkey-connections',
  version: 1,
  connections: [
    {
      providerId: 'gitea',
      providerVersion: 1,
      scope: 'workspace',
      displayName: 'Forge',
      fields: { url },
    },
  ],
});

/** An id that main made for something of before, which nobody guesses; h-installing.test.ts and h-added-services.test.ts have real ones. */
const takesWhatMainMade: ReadonlySet<Name> = new Set([
  'undoRevoke',
  'installExtension',
  'undoRemoveExtension',
  'addService',
  'undoRemoveService',
]);

describe('H10: the holder of the settings port, and a person who denies', () => {
  it.each(names)('a denied holder gains nothing by %s, whatever it passes', async (name) => {
    const g = await governed();
    if (name === 'resumeEverything') await g.t.settings.stopEverything();
    const before = await look(g);
    personDenies(g);
    const random = randomFrom(name.length * 104_729);
    const make = await inputsFor(g, name, random);
    const inputs = [...Object.values(g.ids), ...Array<undefined>(rounds(16)).fill(undefined)].map((id) =>
      make(id),
    );
    const steps = inputs.map((input) => [name, input] as const);
    const ends = await drive(g, steps);
    // Otherwise nothing was driven.
    const mayBeAsked = settingsContract[name].loosens === 'asks' && !takesWhatMainMade.has(name);
    if (mayBeAsked) expect(ends).toContain('denied');
    else expect(ends.filter((end) => end === 'port-closed').length).toBeLessThan(ends.length);
    await expectNothingGained(g, before);
    await g.close();
  });

  it('a denied holder gains nothing by any methods in any order', async () => {
    for (let seed = 1; seed <= rounds(3); seed += 1) {
      const g = await governed();
      const before = await look(g);
      personDenies(g);
      const random = randomFrom(seed);
      const makers = new Map<Name, () => unknown>();
      for (const name of names) makers.set(name, await inputsFor(g, name, random));
      const steps = Array.from({ length: 120 }, () => {
        const name = pickFrom(random, names);
        return [name, makers.get(name)?.()] as const;
      });
      await drive(g, steps);
      await expectNothingGained(g, before);
      await g.close();
    }
  });
});
