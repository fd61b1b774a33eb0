import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { runInElectron, whyNoElectron } from './fixtures/launch-electron.ts';
import { startDesktop } from './fixtures/start-desktop.ts';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

it('the desktop application proves itself with its own pages, ports and keyring, and touches nothing of the user', async (ctx) => {
  const why = whyNoElectron();
  if (why !== undefined) return ctx.skip(why);
  const home = mkdtempSync(join(tmpdir(), 'valetkey-prove-desktop-'));
  const desktop = await startDesktop(home, { keyring: 'unlocked' });
  const TMPDIR = join(home, 'tmp');
  mkdirSync(TMPDIR);
  const there = { ...desktop, env: { ...desktop.env, TMPDIR } };
  const { said, code, errors } = await runInElectron(there, main, { args: ['--prove=json'] }).finally(
    desktop.stop,
  );
  const checks = said as { ok: boolean; text: string }[];
  expect(
    checks.filter(({ ok }) => !ok),
    errors,
  ).toEqual([]);
  expect(code, errors).toBe(0);
  const told = checks.map(({ text }) => text).join('\n');
  expect(told).toMatch(/in a hidden sandboxed page was given a handle, and used it \(activated\)/);
  expect(told).toMatch(/the token is nowhere: \d+ forms/);
  expect(told).toMatch(/guarded by the system keyring/);
  expect(readdirSync(join(home, '.config'))).not.toContain('Valetkey');
  expect(readdirSync(TMPDIR).filter((name) => name.startsWith('valetkey'))).toEqual([]);
  rmSync(home, { recursive: true });
});
