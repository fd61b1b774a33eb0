import {
  asksEachCall,
  type GrantView,
  type McpToolEffect,
  mcpToolEffect,
  type Retention,
  settingsContract,
} from '@valetkey/api-contracts';
import { describe, expect, it } from 'vitest';
import { type Governed, governed } from '../fixtures/governed.ts';
import { openSettingsClient } from '../node/open-settings-client.ts';
import { mutate, pickFrom, type Random, randomFrom, valuesOf } from '../port/fixtures/values-of-schema.ts';
import { builtIn } from '../providers/built-in.ts';
import { hostsNamedBy } from '../providers/hosts-of.ts';

type Name = keyof typeof settingsContract;
/** Whoever has the page calls what the port admits, in any order. */
type Anything = Record<string, (input: unknown) => Promise<unknown>>;
const names = Object.keys(settingsContract) as Name[];
const minute = 60_000;

/** Hosts that the catalogue names by itself, which nobody has to confirm. */
const known = new Set([
  ...builtIn.flatMap(({ read }) => [...hostsNamedBy(read())].map((origin) => new URL(origin).hostname)),
  // The person said yes to it when they moved the connection there.
  'moved.example',
]);

const look = async (g: Governed) => {
  const { settings } = g.t;
  const { retention, removed } = await settings.auditStatus();
  return {
    grants: await g.grants(),
    stopped: (await settings.stopped()).stopped,
    ...{ retention, removed, live: (await settings.listLive()).map(({ id }) => id) },
    allowedOnce: (await settings.listUnmetRequests()).filter((one) => one.allowedOnce !== undefined),
  };
};
type Seen = Awaited<ReturnType<typeof look>>;

/** What there is now and was not given before, in words. */
const gained = (before: Seen, after: Seen): string[] => {
  const active = (grants: readonly GrantView[]) => grants.filter(({ state }) => state === 'active');
  const effects: readonly McpToolEffect[] = mcpToolEffect.options;
  const asksLess = (then: GrantView, now: GrantView): boolean =>
    ['about', 'other', ...(now.mcpAsking?.never ?? [])].some((name) =>
      effects.some(
        (effect) =>
          asksEachCall(then.mcpAsking, { name, effect }) && !asksEachCall(now.mcpAsking, { name, effect }),
      ),
    );
  const shorter = (then: Retention, now: Retention): boolean =>
    now.days < then.days || now.entries < then.entries;
  return [
    ...active(after.grants).flatMap((grant) => {
      const then = active(before.grants).find(({ id }) => id === grant.id);
      if (then === undefined) return [`a grant on ${grant.connectionId}`];
      const bound = ({ authorityDigest, caveats, toolsDigest }: GrantView): string =>
        JSON.stringify([authorityDigest, caveats, toolsDigest]);
      if (bound(then) !== bound(grant)) return [`another grant on ${grant.connectionId}`];
      return asksLess(then, grant) ? ['less asked'] : [];
    }),
    ...(before.stopped && !after.stopped ? ['use resumed'] : []),
    ...(shorter(before.retention, after.retention) ? ['a shorter log'] : []),
    ...(after.removed > before.removed ? ['removed entries'] : []),
    ...after.live.filter((id) => !before.live.includes(id)).map(() => 'a handle'),
    ...(after.allowedOnce.length > before.allowedOnce.length ? ['an allowed request'] : []),
  ];
};

/** Denies everything from here on. */
const personDenies = (g: Governed): void => {
  g.t.allowChange = () => false;
  g.t.answer = ({ nonce }) => ({ nonce, decision: 'deny' });
};

const expectNothingGained = async (g: Governed, before: Seen, alsoNow = false): Promise<void> => {
  expect(gained(before, await look(g))).toEqual([]);
  const work = async (): Promise<void> => {
    g.started.length = 0;
    await g.extensionWorks();
    expect(g.started.filter((line) => !line.includes('odd-program.mjs'))).toEqual([]);
  };
  if (alsoNow) await work();
  // "Stop everything" is for one run, as documented; what is on disk is looked at once more in the next.
  await g.restart();
  personDenies(g);
  await work();
  expect(g.leftTrace()).toBe(false);
  expect(g.thief.seen).toEqual([]);
  expect(g.lookedUp.filter((name) => !known.has(name))).toEqual([]);
};

/**
 * Inputs that the port admits: from the method's own schema, with what there is and what the attacker wants in its place;
 * most of them about one connection and what belongs to it.
 */
const inputsFor = async (g: Governed, name: Name, random: Random): Promise<() => unknown> => {
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
    days: [1, 30, 3650],
    entries: [1_000, 10_000_000],
    field: ['team'],
    scopes: [[], ['admin']],
    flow: ['deviceCode'],
    access: [{ methods: ['GET', 'POST'], paths: ['/**'], mcpTools: ['*'] }],
    document: [imported(g.thief.url)],
    version: [0],
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
  return () => {
    const made = make() as Record<string, unknown>;
    const pools = { ...whole, ...about(pickFrom(random, Object.values(g.ids))) };
    for (const member of members) {
      const pool = pools[member];
      if (pool !== undefined && pool.length > 0 && random() < 0.9) made[member] = pickFrom(random, pool);
    }
    return random() < 0.1 ? mutate(made, random) : made;
  };
};

const imported = (url: string) => ({
  ...{ format: 'valetkey-connections', version: 1 },
  connections: [
    {
      ...{ providerId: 'gitea', providerVersion: 1, scope: 'workspace', displayName: 'Forge' },
      fields: { url },
    },
  ],
});

/** One after the other; what is denied three times is quiet for ten minutes, so the clock goes on. */
const drive = async (g: Governed, steps: readonly (readonly [Name, unknown])[]): Promise<string[]> => {
  let { client, close } = openSettingsClient(g.t.broker);
  const ends: string[] = [];
  for (const [name, input] of steps) {
    const call = (client as unknown as Anything)[name]?.(input);
    const end = await Promise.race([
      (call ?? Promise.reject(new Error('no such method'))).then(
        () => 'done',
        (error: { code?: string }) => error.code ?? 'no code',
      ),
      new Promise<string>((resolve) => setTimeout(resolve, name === 'changes' ? 50 : 2_000, 'no answer')),
    ]);
    ends.push(end);
    if (end === 'denied' || end === 'prompt-limit') g.pass(11 * minute);
    if (end === 'port-closed') ({ client, close } = openSettingsClient(g.t.broker));
  }
  close();
  return ends;
};

const finding = {
  async program(g: Governed): Promise<string[]> {
    const connectionId = g.ids.program as never;
    const [{ updatedAt }, [grant]] = await Promise.all([
      g.t.settings.getConnection({ connectionId }),
      g.t.settings.listGrants({ connectionId }),
    ]);
    const ends = await drive(g, [
      ['updateConnection', { connectionId, updatedAt, fields: g.evil }],
      ['replaceSecret', { connectionId, secrets: {}, testFirst: false }],
    ]);
    const [now] = await g.t.settings.listGrants({ connectionId });
    const digest = now?.now?.digest ?? now?.authorityDigest;
    return [...ends, ...(await drive(g, [['confirmGrant', { grantId: grant?.id, digest }]]))];
  },
  async token(g: Governed): Promise<string[]> {
    const connectionId = g.ids.gitea as never;
    const [{ updatedAt }, [grant]] = await Promise.all([
      g.t.settings.getConnection({ connectionId }),
      g.t.settings.listGrants({ connectionId }),
    ]);
    const ends = await drive(g, [
      ['updateConnection', { connectionId, updatedAt, fields: { url: g.thief.url } }],
      [
        'replaceSecret',
        { connectionId, secrets: { token: 'the-attackers-own-token-0123' }, testFirst: false },
      ],
    ]);
    const [now] = await g.t.settings.listGrants({ connectionId });
    const digest = now?.now?.digest ?? now?.authorityDigest;
    return [...ends, ...(await drive(g, [['confirmGrant', { grantId: grant?.id, digest }]]))];
  },
};

describe('H48: a settings page that was taken over, and a person who denies', () => {
  it('starts no program through a connection that has a grant', async () => {
    const g = await governed();
    const before = await look(g);
    personDenies(g);
    expect(await finding.program(g)).toEqual(['denied', 'denied', 'conflict']);
    await expectNothingGained(g, before, true);
    await g.close();
  });

  it('sends nothing of an extension to another host, nor to the account of another token', async () => {
    const g = await governed();
    const before = await look(g);
    personDenies(g);
    expect(await finding.token(g)).toEqual(['denied', 'denied', 'conflict']);
    await g.t.settings.listGrants();
    await expectNothingGained(g, before, true);
    expect(g.home.seen.filter((one) => one.includes('attackers'))).toEqual([]);
    await g.close();
  });

  it('asks no less, resumes nothing and shortens no log', async () => {
    const g = await governed();
    await g.t.settings.stopEverything();
    const before = await look(g);
    personDenies(g);
    const [grant] = await g.t.settings.listGrants({ connectionId: g.ids.program as never });
    const ends = await drive(g, [
      ['setGrantAsking', { grantId: grant?.id, asking: { rule: 'none' } }],
      ['resumeEverything', {}],
      ['setRetention', { days: 1, entries: 1_000 }],
    ]);
    expect(ends).toEqual(['denied', 'denied', 'denied']);
    await expectNothingGained(g, before, true);
    const { entries } = await g.t.settings.listAudit({ limit: 1_000 });
    const lines = entries.filter(({ kind }) => kind === 'change.asked' || kind === 'change.answered');
    expect(lines.slice(0, 6).map(({ kind, detail, outcome, by }) => [kind, detail, outcome, by])).toEqual(
      ['shorten-log', 'resume', 'ask-less'].flatMap((detail) => [
        ['change.answered', detail, 'deny', 'application'],
        ['change.asked', detail, undefined, undefined],
      ]),
    );
    await g.close();
  });

  it.each(names)(
    'gains nothing by %s, whatever it is given',
    async (name) => {
      const g = await governed();
      if (name === 'resumeEverything') await g.t.settings.stopEverything();
      const before = await look(g);
      personDenies(g);
      const random = randomFrom(name.length * 104_729);
      const make = await inputsFor(g, name, random);
      const steps = Array.from({ length: 24 }, () => [name, make()] as const);
      const ends = await drive(g, steps);
      // Otherwise nothing was driven.
      if (settingsContract[name].loosens === 'asks' && name !== 'setSecretsAside')
        expect(ends).toContain('denied');
      else expect(ends.filter((end) => end === 'port-closed').length).toBeLessThan(ends.length);
      await expectNothingGained(g, before);
      await g.close();
    },
    60_000,
  );

  it('gains nothing by any methods in any order', async () => {
    for (const seed of [1, 2, 3]) {
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
  }, 120_000);
});
