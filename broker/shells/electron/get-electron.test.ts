import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { findElectron } from '../../../.config/get-electron.mjs';

const script = fileURLToPath(new URL('../../../.config/get-electron.mjs', import.meta.url));
const run = (env: NodeJS.ProcessEnv = {}) =>
  spawnSync(process.execPath, [script], { encoding: 'utf8', env: { ...process.env, ...env } });

it('the script prints the path of the Electron in use, and says what may not be shipped', (ctx) => {
  const electron = findElectron();
  if (electron === undefined) return ctx.skip('no Electron: node .config/get-electron.mjs');
  const { stdout, stderr, status } = run();
  expect(status).toBe(0);
  expect(stdout.trim()).toBe(electron.dist);
  expect(existsSync(electron.path)).toBe(true);
  if (electron.kind === 'fallback') expect(stderr).toMatch(/33\.2\.1.*END OF LIFE.*NEVER SHIPPED/);
});

it('the script fails with one sentence on an override that holds no Electron', () => {
  const { stdout, stderr, status } = run({ ELECTRON_OVERRIDE_DIST_PATH: tmpdir() });
  expect([stdout, status]).toEqual(['', 1]);
  expect(stderr).toMatch(/^ELECTRON_OVERRIDE_DIST_PATH holds no electron\.\n$/i);
});
