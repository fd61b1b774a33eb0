import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleFixture, run } from '../../database/fixtures/run-bundled.ts';
import { readKeptState } from '../fixtures/kept-state.ts';
import { type Acknowledged, applied, type KeptState, type Operation } from '../fixtures/operations.ts';
import { countProof } from '../fixtures/proof-counts.ts';
import { rounds } from '../fixtures/rounds.ts';

let parent: string;
let fixture: string;
beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), 'valetkey-killed-'));
  fixture = await bundleFixture(new URL('../fixtures/operate-until-killed.ts', import.meta.url), parent);
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

const kindOf: Readonly<Record<Exclude<Operation['act'], 'ask'>, string>> = {
  create: 'connection.created',
  rename: 'connection.updated',
  move: 'connection.updated',
  replace: 'secret.saved',
  delete: 'connection.deleted',
  grant: 'grant.created',
  revoke: 'grant.revoked',
};
const newIdIn = (operation: Operation, before: KeptState, found: KeptState): string => {
  const [known, there] =
    operation.act === 'grant' ? [before.grants, found.grants] : [before.connections, found.connections];
  return [...there.keys()].find((id) => !known.has(id)) ?? '';
};

type Line = Operation | Acknowledged;
/**
 * In even rounds it dies at a step of writing: every fourth counts from the start of the broker, the others from their
 * first operation, so that they die within one however fast the machine is. In odd rounds it dies a little after a line,
 * and so within a write, between two, or in the middle of its own start.
 */
const runAndKill = async (folder: string, round: number): Promise<readonly Line[]> => {
  const step = round % 2 === 0 ? 30 + Math.floor(Math.random() * 120) : 0;
  const from = round % 4 === 0 ? 'start' : 'operation';
  const lastLine = 1 + Math.floor(Math.random() * 16);
  const delay = Math.random() * 4;
  const { lines, signal, errors } = await run(
    [process.execPath, fixture, folder, `${folder}.key`, String(round), String(step), from],
    {
      watch: (child) => {
        let seen = 0;
        child.stdout?.on('data', (chunk: Buffer) => {
          seen += chunk.toString().split('\n').length - 1;
          if (step === 0 && seen >= lastLine) setTimeout(() => child.kill('SIGKILL'), delay);
        });
      },
    },
  );
  expect({ signal, errors }).toEqual({ signal: 'SIGKILL', errors: '' });
  return lines.map((line) => JSON.parse(line) as Line);
};

/** Many rounds over one folder: what each of them leaves is what the next one starts with. */
const killAgainAndAgain = async (name: string, rounds: number): Promise<Map<string, number>> => {
  const folder = join(parent, name);
  const interrupted = new Map<string, number>();
  let state: KeptState = { connections: new Map(), grants: new Map() };
  for (let round = 0; round < rounds; round += 1) {
    const lines = await runAndKill(folder, round);
    const found = await readKeptState(folder, `${folder}.key`);
    const demanded: string[] = [];
    let pending: Operation | undefined;
    for (const line of lines) {
      if (line.act !== 'acknowledged') {
        pending = line;
        continue;
      }
      if (pending === undefined) throw new Error('acknowledged without an operation');
      // A grant's id is not told to the extension: it is the one with the reason that the operation gave.
      const { act } = pending;
      const reason = pending.act === 'grant' ? pending.reason : undefined;
      const id =
        reason === undefined
          ? line.id
          : [...found.state.grants].find(([, grant]) => grant.reason === reason)?.[0];
      expect(id, `${act} was acknowledged and is nowhere`).toBeDefined();
      if (act !== 'ask') demanded.push(`${kindOf[act]} ${id}`);
      state = applied(state, pending, id ?? '');
      pending = undefined;
    }
    if (pending !== undefined) {
      interrupted.set(pending.act, (interrupted.get(pending.act) ?? 0) + 1);
      const fresh = newIdIn(pending, state, found.state);
      const after = applied(state, pending, fresh);
      if (JSON.stringify(sorted(found.state)) === JSON.stringify(sorted(after))) {
        state = after;
        if (fresh !== '' && pending.act !== 'ask') demanded.push(`${kindOf[pending.act]} ${fresh}`);
      }
    }
    // Acknowledged means durable; interrupted means wholly or not at all; nothing happened without a line.
    expect(sorted(found.state), `interrupted: ${JSON.stringify(pending)}`).toEqual(sorted(state));
    expect(demanded.filter((line) => !found.lines.has(line))).toEqual([]);
    expect(found.verdict).toMatchObject({ ok: true });
    if (found.orphans.there) expect(found.orphans.said).toBe(true);
  }
  return interrupted;
};
const sorted = ({ connections, grants }: KeptState) => [[...connections].sort(byId), [...grants].sort(byId)];
const byId = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

/** In each of two folders. */
const kills = rounds(40);

describe('F1: a broker killed at any step of any operation', () => {
  it('after each kill, acknowledged changes are there, secrets open or are reported, and the audit log verifies', async () => {
    const all = await Promise.all([killAgainAndAgain('one', kills), killAgainAndAgain('two', kills)]);
    const interrupted = all.flatMap((one) => [...one]);
    // Half of those that count from their first operation, at the very least.
    expect(interrupted.reduce((sum, [, count]) => sum + count, 0)).toBeGreaterThan(kills / 4);
    countProof({ kills: 2 * kills });
  }, 600_000);
});
