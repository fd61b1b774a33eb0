import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bundleFixture, run } from '../../database/fixtures/run-bundled.ts';
import { onFailingDisk, whyNoFailingDisk } from '../fixtures/failing-disk.ts';
import { readByName } from '../fixtures/kept-state.ts';
import type { OnFailingDisk } from '../fixtures/operate-on-failing-disk.ts';

const typed = /^(?:ok|storage-failed|audit-unavailable|unwritable)$/;

it('F2: a disk that fails at any commit of any operation gives a code, leaves nothing half done, lets nothing leave without its line, and the broker goes on', async (context) => {
  const why = whyNoFailingDisk();
  if (why !== undefined) return context.skip(why);
  const parent = mkdtempSync(join(tmpdir(), 'valetkey-failing-'));
  const at = (name: string): string => join(parent, name);
  const script = await bundleFixture(
    new URL('../fixtures/operate-on-failing-disk.ts', import.meta.url),
    parent,
  );
  const command = [process.execPath, script, parent, at('key')];
  const { lines, code, errors } = await run(onFailingDisk(at('control'), command));
  expect(code, errors).toBe(0);
  const said = lines.map((line) => JSON.parse(line) as OnFailingDisk);
  const read = (folder: string) => readByName(at(folder), at('key'));

  const well = new Map<string, Awaited<ReturnType<typeof read>>['state'][]>();
  let refused = 0;
  for (const line of said) {
    if (!('milestones' in line)) continue;
    const known = [];
    for (const milestone of line.milestones) known.push((await read(milestone)).state);
    well.set(line.operation, known);
  }
  for (const line of said) {
    if ('milestones' in line) continue;
    const { operation, folder, codes, sent, after } = line;
    for (const one of codes) expect(one, folder).toMatch(typed);
    const failed = codes.at(-1) !== 'ok';
    if (failed) refused += 1;
    // A step that failed may have been done. One that was acknowledged is, and is on the disk.
    const done = codes.length - (failed ? 1 : 0);
    const found = await read(folder);
    expect(well.get(operation)?.slice(done, done + (failed ? 2 : 1)), folder).toContainEqual(found.state);
    expect(found.verdict, folder).toMatchObject({ ok: true });
    if (sent > 0) expect(found.intents, folder).not.toEqual([]);
    expect(after, folder).toBe('works');
  }
  expect(well.size).toBeGreaterThan(15);
  expect(refused).toBeGreaterThan(50);
  rmSync(parent, { recursive: true });
});
