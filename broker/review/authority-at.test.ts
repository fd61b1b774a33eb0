import type { CapabilityId, ConnectionId, ExtensionId, GrantId } from '@valetkey/api-contracts';
import { describe, expect, it } from 'vitest';
import { makeBlockIndex } from '../audit/block-index.ts';
import { appendMany, openTestLog } from '../audit/fixtures/open-test-log.ts';
import { makeKindBlocks } from '../audit/kind-blocks.ts';
import { gapDetail } from '../audit/note.ts';
import { makeRowReader } from '../audit/read-rows.ts';
import { type AuditEvent, partOfUse, startedAlone } from '../contracts/audit.ts';
import { authorityAt } from './authority-at.ts';
import { logOf } from './fixtures/log-of.ts';

const extension = 'acme.reader' as ExtensionId;
const connectionId = 'con_aaaaaaaaaaaaaaaaaaaaa' as ConnectionId;
const grantId = 'gra_aaaaaaaaaaaaaaaaaaaaa' as GrantId;
const first = 'cap_aaaaaaaaaaaaaaaaaaaaa' as CapabilityId;
const second = 'cap_bbbbbbbbbbbbbbbbbbbbb' as CapabilityId;
const given = { methods: ['GET' as const], paths: ['/**'], mcpTools: [] };
const about = { extension, connectionId } as const;

const history: readonly AuditEvent[] = [
  {
    kind: 'grant.created',
    ...about,
    grantId,
    given,
    origins: ['https://api.example'],
    connectionName: 'Work',
  },
  { kind: 'capability.issued', ...about, grantId, capabilityId: first, given, outcome: 'always' },
  { kind: 'use.intended', ...about, capabilityId: first, method: 'GET', path: '/","capabilityId":"x' },
  {
    kind: 'capability.attenuated',
    ...about,
    capabilityId: second,
    parent: first,
    given: { ...given, maxUses: 1 },
  },
  { kind: 'use.intended', ...about, capabilityId: second, method: 'GET' },
  { kind: 'capability.ended', ...about, capabilityId: second, detail: 'disposed' },
  { kind: 'grant.suspended', ...about, grantId },
];

describe('authority as the log tells it', () => {
  it('the log tells the authority of the requested moment', () => {
    const log = logOf(history);
    const at = (ms: number) => {
      const { grants, handles } = authorityAt(log, ms);
      return [[...grants.values()].map(({ state }) => state), [...handles.keys()]];
    };
    expect(at(999)).toEqual([[], []]);
    expect(at(1_000)).toEqual([['active'], []]);
    expect(at(4_000)).toEqual([['active'], [first, second]]);
    expect(at(6_000)).toEqual([['active'], [first]]);
    expect(at(7_000)).toEqual([['suspended'], [first]]);
  });

  it('the log counts a use for the handle and for its ancestors', () => {
    const { handles } = authorityAt(logOf(history), 5_500);
    expect([...handles.values()].map(({ uses, lastUse }) => [uses, lastUse])).toEqual([
      [2, 5_000],
      [1, 5_000],
    ]);
  });

  it('the log gives a derived handle the limits of each step', () => {
    expect(authorityAt(logOf(history), 5_500).handles.get(second)).toMatchObject({
      parent: first,
      grantId,
      mode: 'always',
      levels: [given, { ...given, maxUses: 1 }],
    });
  });

  it('the log counts the handles that a grant gave, without derived ones', () => {
    const { grants } = authorityAt(logOf(history));
    expect([...grants.values()].map(({ issued, lastIssued }) => [issued, lastIssued])).toEqual([[1, 2_000]]);
  });

  it('the log counts no use for what is part of another one', () => {
    const part: AuditEvent = {
      kind: 'use.intended',
      ...about,
      capabilityId: first,
      method: 'MCP',
      path: 'tools/list (by Valetkey)',
      detail: partOfUse,
    };
    const { handles } = authorityAt(logOf([...history.slice(0, 2), part]));
    expect([...handles.values()].map(({ uses, lastUse }) => [uses, lastUse])).toEqual([[0, undefined]]);
  });

  it('a broker that starts alone ends every earlier handle, whose broker wrote no end', () => {
    const again: AuditEvent = { kind: 'capability.issued', ...about, capabilityId: second, outcome: 'once' };
    const alone: AuditEvent = { kind: 'broker.started', detail: startedAlone };
    const { handles } = authorityAt(logOf([...history.slice(0, 2), alone, again]));
    expect([...handles.values()].map(({ id, perhapsGone }) => [id, perhapsGone])).toEqual([[second, false]]);
  });

  it('the log marks handles from before a start beside another broker as perhaps gone, and later ones not', () => {
    const again: AuditEvent = { kind: 'capability.issued', ...about, capabilityId: second, outcome: 'once' };
    const { handles } = authorityAt(logOf([...history.slice(0, 2), { kind: 'broker.started' }, again]));
    expect([...handles.values()].map(({ perhapsGone }) => perhapsGone)).toEqual([true, false]);
  });

  it('the log marks handles from before lost entries as perhaps gone, and not from before late ones', () => {
    const marksAfter = (lost: number): boolean[] => {
      const gap: AuditEvent = { kind: 'audit.gap', detail: gapDetail('2026-11-30T12:00:00Z', 1_000, lost) };
      const { handles } = authorityAt(logOf([...history.slice(0, 2), gap]));
      return [...handles.values()].map(({ perhapsGone }) => perhapsGone);
    };
    expect([marksAfter(0), marksAfter(1), marksAfter(20)]).toEqual([[false], [true], [true]]);
  });

  it('a log that was edited to make two handles of each other is read to its end', () => {
    const one: AuditEvent = { kind: 'capability.issued', ...about, capabilityId: first, parent: second };
    const other: AuditEvent = {
      kind: 'capability.attenuated',
      ...about,
      capabilityId: second,
      parent: first,
    };
    const using: AuditEvent = { kind: 'use.intended', ...about, capabilityId: first, method: 'GET' };
    const { handles } = authorityAt(logOf([one, other, one, using]));
    expect([...handles.values()].map(({ uses }) => uses)).toEqual([1, 0]);
  });

  it('the index of the log changes nothing but how much is read', () => {
    const { log, database } = openTestLog();
    const use = (capabilityId: CapabilityId): AuditEvent => ({
      kind: 'use.intended',
      ...about,
      capabilityId,
      method: 'GET',
    });
    for (const event of history) log.append(event);
    log.append({ kind: 'capability.ended', ...about, capabilityId: first });
    appendMany(log, 6_000);
    const third = 'cap_ccccccccccccccccccccc' as CapabilityId;
    log.append({ kind: 'capability.issued', ...about, grantId, capabilityId: third, given });
    for (let at = 0; at < 1_500; at += 1) log.append(use(third));
    log.append({ kind: 'grant.confirmed', ...about, grantId });
    const index = makeBlockIndex(database, makeRowReader(database));
    while (index.addNext());
    log.append(use(third));

    const read = (withIndex: boolean) => {
      const rows = makeRowReader(database);
      let count = 0;
      const counting = {
        ...rows,
        after: (seq: number, through: number, limit: number) => {
          const found = rows.after(seq, through, limit);
          count += found.length;
          return found;
        },
      };
      const { handles, grants } = authorityAt(
        counting,
        undefined,
        withIndex ? makeKindBlocks(database, rows) : undefined,
      );
      return { told: [[...handles], [...grants]], count };
    };
    const [plain, indexed] = [read(false), read(true)];
    expect(indexed.told).toEqual(plain.told);
    expect(indexed.told).toMatchObject([[[third, { uses: 1_501 }]], [[grantId, { state: 'active' }]]]);
    expect(indexed.count).toBeLessThan(plain.count / 1.5);
  });

  it('damaged entries are counted instead of failing, and the pruned range is known', () => {
    const log = logOf(history, { seq: 0, link: '', at: 500, removed: 3 });
    log.rows[1] = { seq: 2, line: '{"kind":"capability.issued",nonsense', link: '' };
    expect(authorityAt(log)).toMatchObject({ unreadable: 1, prunedUpTo: 500 });
  });
});
