import { describe, expect, it } from 'vitest';
import { makeChanges } from './changes.ts';
import { governed } from './fixtures/governed.ts';

describe('changes', () => {
  it('whoever waits is told what changed, and which connection', async () => {
    const { settings, create } = await governed();
    const { version } = await settings.changes({ version: 0 });
    const waiting = settings.changes({ version });
    const { id } = await create();
    expect(await waiting).toMatchObject({ topics: ['connections', 'audit'], connectionIds: [id] });
  });

  it('who has missed too much, or comes from an earlier run, is told to look at everything', async () => {
    const changes = makeChanges({ after: () => () => undefined });
    const { version } = await changes.since(0);
    for (let at = 0; at < 600; at += 1) changes.tell(at % 2 === 0 ? ['live'] : ['grants']);
    expect((await changes.since(version)).topics).toHaveLength(7);
    expect((await changes.since(version + 10_000)).topics).toHaveLength(7);
  });

  it('a burst is one answer, a tenth of a second later', async () => {
    const timers: (() => void)[] = [];
    const changes = makeChanges({
      after: (ms, run) => {
        if (ms === 100) timers.push(run);
        return () => undefined;
      },
    });
    const { version } = await changes.since(0);
    const waiting = changes.since(version);
    for (let at = 0; at < 1_000; at += 1) changes.tell(['live', 'audit']);
    expect(timers).toHaveLength(1);
    timers[0]?.();
    expect(await waiting).toMatchObject({ topics: ['live', 'audit'], version: version + 1_000 });
  });
});
