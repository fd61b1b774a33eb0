import { describe, expect, it, vi } from 'vitest';
import { changeKind } from '../../contracts/change.ts';
import { openSettingsClient } from '../../shells/node/open-settings-client.ts';
import { brokerInFolder } from '../fixtures/broker-in-folder.ts';
import { type Governed, governed } from '../fixtures/governed.ts';
import { drive, expectNothingGained, look, minute, personDenies } from '../fixtures/taken-over-page.ts';

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

describe('H10: a taken-over settings page, and a person who denies', () => {
  it('a denied page starts no program through a connection that has a grant', async () => {
    const g = await governed();
    const before = await look(g);
    personDenies(g);
    expect(await finding.program(g)).toEqual(['denied', 'denied', 'conflict']);
    await expectNothingGained(g, before, true);
    await g.close();
  });

  it('a denied page sends an extension’s requests to no other host and no other account', async () => {
    const g = await governed();
    const before = await look(g);
    personDenies(g);
    expect(await finding.token(g)).toEqual(['denied', 'denied', 'conflict']);
    await g.t.settings.listGrants();
    await expectNothingGained(g, before, true);
    expect(g.home.seen.filter((one) => one.includes('attackers'))).toEqual([]);
    await g.close();
  });

  it('a denied page asks no less, resumes nothing and shortens no log', async () => {
    const g = await governed();
    await g.t.settings.stopEverything();
    const before = await look(g);
    personDenies(g);
    const [grant] = await g.t.settings.listGrants({ connectionId: g.ids.program as never });
    await g.t.settings.limitGrant({ grantId: grant?.id as never, limits: { mcpTools: [] } });
    const ends = await drive(g, [
      ['setGrantAsking', { grantId: grant?.id, asking: { rule: 'none' } }],
      ['limitGrant', { grantId: grant?.id, limits: {} }],
      ['resumeEverything', {}],
      ['setRetention', { days: 1, entries: 1_000 }],
    ]);
    expect(ends).toEqual(['denied', 'denied', 'denied', 'denied']);
    await expectNothingGained(g, before, true);
    const { entries } = await g.t.settings.listAudit({ limit: 1_000 });
    const lines = entries.filter(({ kind }) => kind === 'change.asked' || kind === 'change.answered');
    expect(lines.slice(0, 8).map(({ kind, detail, outcome, by }) => [kind, detail, outcome, by])).toEqual(
      ['shorten-log', 'resume', 'limit-less', 'ask-less'].flatMap((detail) => [
        ['change.answered', detail, 'deny', 'application'],
        ['change.asked', detail, undefined, undefined],
      ]),
    );
    await g.close();
  });
});

describe('H10: a person who says yes', () => {
  it('each change takes effect after one prompt that shows it', async () => {
    const g = await governed();
    const { settings } = g.t;
    const asked = async (work: () => Promise<unknown>): Promise<unknown> => {
      g.t.changes.length = 0;
      await work();
      expect(g.t.changes).toHaveLength(1);
      return g.t.changes[0];
    };
    const view = (id: string) => settings.getConnection({ connectionId: id as never });
    const grantOn = async (id: string) => (await settings.listGrants({ connectionId: id as never }))[0];
    const { gitea, program, theirs, coded, deleted } = g.ids;
    const kinds: unknown[] = [];
    const expectAsked = async (work: () => Promise<unknown>, shown: object): Promise<void> => {
      const prompt = (await asked(work)) as { kind: string };
      expect(JSON.parse(JSON.stringify(prompt))).toMatchObject(shown);
      kinds.push(prompt.kind);
    };
    const has = (...texts: string[]) => ({
      parts: expect.toSatisfy((parts: unknown) =>
        texts.every((text) => JSON.stringify(parts).includes(text)),
      ),
    });

    await expectAsked(() => settings.testConnection({ connectionId: theirs as never }), {
      kind: 'contact',
      yes: 'Contact',
      ...has(g.thief.url, 'Theirs'),
    });
    expect(g.thief.seen).toHaveLength(1);
    // Never again for that place.
    g.t.changes.length = 0;
    await settings.listChoices({ connectionId: theirs as never, field: 'team' });
    expect(g.t.changes).toEqual([]);

    const long = `echo ${'x'.repeat(1_500)}`;
    await expectAsked(
      async () =>
        settings.updateConnection({
          connectionId: program as never,
          updatedAt: (await view(program)).updatedAt,
          fields: { command: '/bin/sh', argument1: '-c', argument2: long, folder: '/' },
        }),
      // Old and new command, whole.
      { kind: 'move-connection', ...has('odd-program.mjs', long, 'Acme victim') },
    );
    await expectAsked(
      async () => {
        const grant = await grantOn(program);
        await settings.confirmGrant({ grantId: grant?.id as never, digest: grant?.now?.digest as never });
      },
      { kind: 'confirm-grant', ...has('odd-program.mjs', long, 'Acme victim') },
    );
    expect(await grantOn(program)).toMatchObject({ state: 'active' });
    await expectAsked(
      async () =>
        settings.setGrantAsking({
          grantId: (await grantOn(program))?.id as never,
          asking: { rule: 'none' },
        }),
      { kind: 'ask-less', ...has('before every call', 'never') },
    );
    const toLimit = (await grantOn(program))?.id as never;
    g.t.changes.length = 0;
    await settings.limitGrant({ grantId: toLimit, limits: { mcpTools: [] } });
    expect(g.t.changes).toEqual([]);
    await expectAsked(() => settings.limitGrant({ grantId: toLimit, limits: {} }), {
      kind: 'limit-less',
      ...has('Use every tool of the MCP server', 'Of that only', 'Acme victim'),
    });
    await expectAsked(
      async () =>
        settings.replaceSecret({
          connectionId: gitea as never,
          secrets: { token: 'another-token-0123456789' },
          testFirst: false,
        }),
      { kind: 'replace-secret', ...has(g.home.url, 'Acme victim') },
    );
    await expectAsked(
      async () => {
        const grant = await grantOn(gitea);
        await settings.moveScope({
          connectionId: gitea as never,
          updatedAt: (await view(gitea)).updatedAt,
          scope: 'workspace',
          keep: [grant?.id as never],
        });
      },
      { kind: 'move-scope', ...has(g.home.url, 'Acme victim') },
    );
    expect(await grantOn(gitea)).toMatchObject({ state: 'active', authority: { scope: 'workspace' } });
    await expectAsked(() => settings.signIn({ connectionId: coded as never, scopes: ['admin'] }), {
      kind: 'sign-in',
      ...has(g.home.url, 'admin', 'Enter the code yourself'),
    });
    // Asked even without more rights: anyone who sees the code can enter it for another account.
    await expectAsked(() => settings.signIn({ connectionId: coded as never }), { kind: 'sign-in' });
    kinds.pop();
    await settings.stopEverything();
    await expectAsked(() => settings.resumeEverything(), { kind: 'resume' });
    expect(await settings.stopped()).toMatchObject({ stopped: false });
    await expectAsked(() => settings.setRetention({ days: 30, entries: 5_000 }), {
      kind: 'shorten-log',
      ...has('90', '30', '100000', '5000'),
    });
    expect((await settings.auditStatus()).retention).toEqual({ days: 30, entries: 5_000 });
    // From another page than the one that deleted it.
    const other = openSettingsClient(g.t.broker);
    await expectAsked(() => other.client.undoDelete({ connectionId: deleted as never }), {
      kind: 'undo-delete',
      ...has('Deleted', 'Acme victim'),
    });
    other.close();
    // All but those for a vault whose key is gone (settings/set-secrets-aside.test.ts) and for installing (h-installing).
    const elsewhere = [
      ...['set-secrets-aside', 'choose-protection'],
      ...['install-extension', 'read-address', 'add-service'],
    ];
    expect([...kinds, ...elsewhere].sort()).toEqual([...changeKind.options].sort());
    await g.close();
  });

  it('tightening never asks', async () => {
    const g = await governed();
    const { settings } = g.t;
    g.t.changes.length = 0;
    personDenies(g);
    const [grant] = await settings.listGrants({ connectionId: g.ids.program as never });
    const grantId = grant?.id as never;
    await settings.setGrantAsking({ grantId, asking: { rule: 'every', always: ['about'], never: [] } });
    await settings.setRetention({ days: 200, entries: 200_000 });
    await settings.stopEverything();
    const { undo } = await settings.revokeGrant({ grantId });
    await settings.undoRevoke({ revocationId: undo?.revocationId ?? '' });
    await settings.revokeExtension({ extension: 'acme.victim' as never });
    await settings.deleteConnection({ connectionId: g.ids.choosy as never });
    await settings.undoDelete({ connectionId: g.ids.choosy as never });
    expect(g.t.changes).toEqual([]);
    await g.close();
  });

  it('a change under an open prompt is a conflict, and nothing is done', async () => {
    const g = await governed();
    const { settings } = g.t;
    const connectionId = g.ids.moved as never;
    const [grant] = await settings.listGrants({ connectionId });
    // Another process, where the person moves it once more.
    const other = await brokerInFolder({ folder: g.t.folder });
    g.t.allowChange = async () => {
      const { updatedAt } = await other.settings.getConnection({ connectionId });
      await other.settings.updateConnection({ connectionId, updatedAt, fields: { url: g.thief.url } });
      return true;
    };
    const confirming = settings.confirmGrant({
      grantId: grant?.id as never,
      digest: grant?.now?.digest as never,
    });
    await expect(confirming).rejects.toMatchObject({ code: 'conflict' });
    expect((await settings.listGrants({ connectionId }))[0]?.state).toBe('suspended');
    await other.close({ keepFolder: true });
    await g.close();
  });
});

describe('a change that was shown', () => {
  it('a change is not applied if it would now be a different one', async () => {
    const g = await governed();
    const { settings } = g.t;
    g.t.allowChange = async () => {
      await settings.setRetention({ days: 200, entries: 200_000 });
      return true;
    };
    await expect(settings.setRetention({ days: 30, entries: 5_000 })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect((await settings.auditStatus()).retention).toEqual({ days: 200, entries: 200_000 });
    await g.close();
  });
});

describe('a log that is kept for less', () => {
  it.each([
    ['days', { days: 89, entries: 10_000_000 }],
    ['entries', { days: 3_650, entries: 99_999 }],
  ])('keeping fewer %s asks first', async (_what, wanted) => {
    const t = await brokerInFolder();
    t.allowChange = () => false;
    await expect(t.settings.setRetention(wanted)).rejects.toMatchObject({ code: 'denied' });
    await t.close();
  });
});

describe('a page that asks without end', () => {
  it('an insistent page gets one prompt at a time, and after three denials none for ten minutes', async () => {
    const g = await governed();
    g.t.changes.length = 0;
    let open = 0;
    let most = 0;
    g.t.allowChange = async () => {
      open += 1;
      most = Math.max(most, open);
      await new Promise((resolve) => setTimeout(resolve, 5));
      open -= 1;
      return false;
    };
    const ask = (days: number) =>
      g.t.settings.setRetention({ days, entries: 1_000 }).then(
        () => 'done',
        ({ code }: { code: string }) => code,
      );
    const ends = await Promise.all(Array.from({ length: 200 }, (_, at) => ask(1 + (at % 50))));
    expect(most).toBe(1);
    expect(g.t.changes.length).toBeLessThanOrEqual(3);
    expect(new Set(ends)).toEqual(new Set(['denied', 'prompt-limit']));
    expect(await g.t.settings.listWaiting()).toEqual([]);
    g.t.changes.length = 0;
    expect(await ask(1)).toBe('prompt-limit');
    expect(g.t.changes).toEqual([]);
    g.pass(11 * minute);
    expect(await ask(1)).toBe('denied');
    await g.close();
  });

  it('a page that ends takes its prompt with it', async () => {
    const g = await governed();
    const withdrawn = new Promise<void>((resolve) => {
      g.t.allowChange = (_prompt, signal) =>
        new Promise((deny) => {
          signal.addEventListener('abort', () => {
            resolve();
            deny(false);
          });
        });
    });
    const page = openSettingsClient(g.t.broker);
    const asking = page.client.setRetention({ days: 1, entries: 1_000 }).catch(() => 'ended');
    await vi.waitFor(async () => expect(await g.t.settings.listWaiting()).toHaveLength(1));
    page.close();
    await withdrawn;
    expect(await asking).toBe('ended');
    await vi.waitFor(async () => expect(await g.t.settings.listWaiting()).toEqual([]));
    await g.close();
  });

  it('a page gets nothing if nobody can be asked', async () => {
    const t = await brokerInFolder({ askChange: undefined });
    await expect(t.settings.setRetention({ days: 1, entries: 1_000 })).rejects.toMatchObject({
      code: 'consent-unavailable',
    });
    expect((await t.settings.auditStatus()).retention.days).toBe(90);
    await t.close();
  });
});
