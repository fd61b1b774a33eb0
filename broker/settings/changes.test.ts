import { describe, expect, it } from 'vitest';
import { brokerInFolder } from '../checks/fixtures/broker-in-folder.ts';
import { codeOf } from '../checks/fixtures/watched-broker.ts';
import { settingsTopic } from '../contracts/settings.ts';
import { makeCancellation } from '../network/on-abort.ts';
import { openSettingsClient } from '../shells/node/open-settings-client.ts';
import { makeChanges } from './changes.ts';
import { governed } from './fixtures/governed.ts';

describe('changes', () => {
  it('a waiting page is told what changed and on which connection', async () => {
    const { settings, create } = await governed();
    const { version } = await settings.changes({ version: 0 });
    const waiting = settings.changes({ version });
    const { id } = await create();
    expect(await waiting).toMatchObject({
      topics: ['connections', 'audit', 'workspace'],
      connectionIds: [id],
    });
  });

  it('a page that missed too much, or comes from an earlier run, is told to reload everything', async () => {
    const changes = makeChanges({ after: () => () => undefined });
    const { version } = await changes.since(0, makeCancellation());
    for (let at = 0; at < 600; at += 1) changes.tell(at % 2 === 0 ? ['live'] : ['grants']);
    expect((await changes.since(version, makeCancellation())).topics).toEqual(settingsTopic.options);
    expect((await changes.since(version + 10_000, makeCancellation())).topics).toEqual(settingsTopic.options);
  });

  it('a page that left stops waiting and takes no other page’s place', async () => {
    const { t, settings } = await governed();
    const { version } = await settings.changes({ version: 0 });
    for (let times = 0; times < 8; times += 1) {
      const page = openSettingsClient(t.broker);
      page.client.changes({ version }).catch(() => undefined);
      await page.client.protection();
      page.close();
    }
    const waits = new Promise((resolve) => setTimeout(resolve, 500, 'waits'));
    const answered = (async () => {
      for (let times = 0; times < 8; times += 1) await settings.changes({ version });
    })();
    expect(await Promise.race([answered, waits])).toBe('waits');
  });

  it('the ninth page that waits is answered at once', async () => {
    const changes = makeChanges({ after: () => () => undefined });
    const { version } = await changes.since(0, makeCancellation());
    const page = makeCancellation();
    for (let times = 0; times < 8; times += 1) void changes.since(version, page);
    const waits = new Promise((resolve) => setImmediate(resolve, 'waits'));
    expect(await Promise.race([changes.since(version, page), waits])).toEqual({ version, topics: [] });
  });

  it('a change of all connections is not told as one of those that changed beside it', async () => {
    const changes = makeChanges({ after: () => () => undefined });
    const { version } = await changes.since(0, makeCancellation());
    changes.tell(['connections'], 'con_x' as never);
    changes.tell(['connections']);
    expect(await changes.since(version, makeCancellation())).toMatchObject({ connectionIds: undefined });
  });

  it('a closed broker answers no page', async () => {
    const { broker, settings, removeFolder } = await brokerInFolder();
    const { version } = await settings.changes({ version: 0 });
    const waiting = codeOf(settings.changes({ version }));
    await settings.protection();
    await broker.close();
    expect(await waiting).toBe('port-closed');
    expect(await codeOf(settings.listConnections())).toBe('port-closed');
    removeFolder();
  });

  it('a burst of changes is one answer, a tenth of a second later', async () => {
    const timers: (() => void)[] = [];
    const changes = makeChanges({
      after: (ms, run) => {
        if (ms === 100) timers.push(run);
        return () => undefined;
      },
    });
    const { version } = await changes.since(0, makeCancellation());
    const waiting = changes.since(version, makeCancellation());
    for (let at = 0; at < 1_000; at += 1) changes.tell(['live', 'audit']);
    expect(timers).toHaveLength(1);
    timers[0]?.();
    expect(await waiting).toMatchObject({ topics: ['live', 'audit'], version: version + 1_000 });
  });
});
