import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleFixture, run } from '../database/fixtures/run-bundled.ts';
import { freshFile, openTestLog } from './fixtures/open-test-log.ts';
import { used } from './fixtures/sample-events.ts';

let folder = '';
let appender = '';
let filler = '';
let spender = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'valetkey-audit-'));
  appender = await bundleFixture(new URL('./fixtures/append-until-killed.ts', import.meta.url), folder);
  spender = await bundleFixture(new URL('./fixtures/spend-until-killed.ts', import.meta.url), folder);
  filler = await bundleFixture(new URL('./fixtures/append-until-full.ts', import.meta.url), folder);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const node = process.execPath;
type Watch = NonNullable<NonNullable<Parameters<typeof run>[1]>['watch']>;

/** Kills at a random moment after the first entry. */
const killSoon: Watch = (child) => {
  child.stdout?.once('data', () => setTimeout(() => child.kill('SIGKILL'), Math.random() * 120));
};

describe('a process that is killed', () => {
  it.each(['', 'prune'])(
    'a killed process keeps every entry whose append returned, and a chain that verifies (%s)',
    async (mode) => {
      const file = freshFile();
      let told = 0;
      for (let round = 0; round < 6; round += 1) {
        const ended = await run([node, appender, file, `r${round}`, mode], { watch: killSoon });
        expect(ended.signal, ended.errors).toBe('SIGKILL');
        told = Math.max(told, Number(ended.lines.at(-1)));
        const { log } = openTestLog(file);
        expect(await log.verify()).toMatchObject({ ok: true });
        const { entries } = log.list({ limit: 1_000 });
        const kept = new Set(entries.map((entry) => entry.seq));
        const oldest = entries.at(-1)?.seq ?? 0;
        const missing = ended.lines.map(Number).filter((seq) => seq >= oldest && !kept.has(seq));
        expect(missing).toEqual([]);
        expect(entries[0]?.seq).toBeGreaterThanOrEqual(told);
        told = log.append(used('/between'));
        await log.close();
      }
    },
  );
});

describe('two processes', () => {
  it('two processes write one chain and lose no entry', async () => {
    const file = freshFile();
    await openTestLog(file).log.close();
    const both = await Promise.all(
      ['a', 'b'].map((name) => run([node, appender, file, name, 'quiet-end', '400'])),
    );
    for (const ended of both) expect([ended.code, ended.errors]).toEqual([0, '']);
    const seqs = both.flatMap((ended) => ended.lines.map(Number)).sort((x, y) => x - y);
    expect(seqs).toEqual(Array.from({ length: 800 }, (_, i) => i + 1));
    expect(await openTestLog(file).log.verify()).toMatchObject({ ok: true, entries: 800 });
  });
});

describe('two processes that share budgets, and are killed again and again', () => {
  it('together they never spend more than there is, nor less than they told, and each use has its entry', async () => {
    const file = freshFile();
    await openTestLog(file).log.close();
    const budget = { who: 'a', day: '2026-11-30' };
    const [uses, bytes] = [400, 5_000];
    const told = { sent: 0, given: 0 };
    for (let isSpent = false; !isSpent; ) {
      const both = await Promise.all(
        [1, 2].map(() => run([node, spender, file, String(uses), String(bytes)], { watch: killSoon })),
      );
      for (const { lines, errors } of both) {
        expect(errors).toBe('');
        told.sent += lines.filter((line) => line === 'sent').length;
        told.given += lines.filter((line) => line === 'given').length;
        isSpent ||= lines.includes('spent');
      }
      const { log } = openTestLog(file);
      const [used, taken] = [log.spent(budget, 'usesPerDay'), log.spent(budget, 'bytesPerDay')];
      expect(log.status().entries).toBe(used);
      expect(used).toBeGreaterThanOrEqual(told.sent);
      expect(taken).toBeGreaterThanOrEqual(told.sent * 7 + told.given * 11);
      expect([used <= uses, taken <= bytes]).toEqual([true, true]);
      expect(await log.verify()).toMatchObject({ ok: true });
      await log.close();
    }
  });
});

describe('a disk that takes no more', () => {
  it('a full disk refuses the append and keeps what was acknowledged', async (context) => {
    if (process.platform === 'win32') return context.skip('no file size limit to stand in for a full disk');
    const file = freshFile();
    const limited = `trap '' XFSZ; ulimit -f 600; exec "${node}" "${filler}" "${file}"`;
    const ended = await run(['bash', '-c', limited]);
    const [last, refusal] = ended.lines[0]?.split(' ') ?? [];
    expect(refusal, ended.errors).toBe('audit-unavailable');
    expect(Number(last)).toBeGreaterThan(50);
    const { log } = openTestLog(file);
    expect(await log.verify()).toMatchObject({ ok: true, entries: Number(last) });
    expect(log.append(used())).toBe(Number(last) + 1);
  });
});
