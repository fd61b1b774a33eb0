import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleFixture, run } from '../../database/fixtures/run-bundled.ts';
import { type AttackingServer, startAttackingServer } from '../fixtures/attacking-server/start.ts';
import { watchFor } from '../fixtures/canary-watch.ts';
import { newCanary } from '../fixtures/watched-broker.ts';

let server: AttackingServer;
let parent: string;
let fixture: string;
beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), 'valetkey-crash-'));
  server = await startAttackingServer();
  fixture = await bundleFixture(new URL('../fixtures/use-then-crash.ts', import.meta.url), parent);
});
afterAll(async () => {
  await server.stop();
  rmSync(parent, { recursive: true });
});

/** All that Node writes down of itself when it is asked to: environment, command line, stacks, heap figures. */
const reporting = [
  ...['--report-uncaught-exception', '--report-on-fatalerror', '--report-on-signal'],
  '--max-old-space-size=60',
];

describe('F9: Node’s report of a crash', () => {
  it.each(['uncaught', 'out of memory', 'SIGUSR2'])(
    'the report and last output after %s hold no secret',
    async (how) => {
      const canary = newCanary();
      const reports = join(parent, `reports of ${how}`);
      mkdirSync(reports);
      const secretFile = join(parent, `${how}.key`);
      writeFileSync(secretFile, canary);
      const { lines, errors } = await run([
        ...[process.execPath, ...reporting, `--report-directory=${reports}`],
        ...[fixture, join(parent, how), join(parent, 'key'), server.url, secretFile, how],
      ] as [string, ...string[]]);
      expect(readdirSync(reports).length, errors.slice(-500)).toBeGreaterThan(0);
      const watch = watchFor(canary);
      watch.noteFiles(reports);
      watch.noteFiles(join(parent, how));
      watch.note('what was printed', [lines, errors]);
      expect(watch.found()).toEqual([]);
    },
  );
});
