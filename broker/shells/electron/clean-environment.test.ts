import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bundleFixture } from '../../database/fixtures/run-bundled.ts';
import { cleanEnvironment } from './clean-environment.ts';
import { runInElectron, whyNoElectron } from './fixtures/launch-electron.ts';
import { startDesktop } from './fixtures/start-desktop.ts';

const secrets = {
  GITHUB_TOKEN: 'a',
  AWS_SECRET_ACCESS_KEY: 'b',
  VALETKEY_PASSPHRASE: 'c',
  HTTPS_PROXY: 'http://name:word@proxy.example',
  PGPASSWORD: 'd',
  NODE_OPTIONS_EXTRA: 'e',
};

it('cleanEnvironment keeps what a desktop application needs and deletes the rest, such as tokens', () => {
  const needed = {
    HOME: '/home/u',
    PATH: '/bin',
    DISPLAY: ':0',
    XDG_RUNTIME_DIR: '/run',
    LC_ALL: 'C',
    Path: 'C:\\',
    SystemRoot: 'C:\\',
  };
  const environment = { ...needed, ...secrets };
  cleanEnvironment(environment);
  expect(environment).toEqual(needed);
});

it('a sandboxed page’s preload gets main’s environment, which has no shell variable after cleaning', async (ctx) => {
  const why = whyNoElectron();
  if (why !== undefined) ctx.skip(why);
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-environment-'));
  try {
    const main = await bundleFixture(new URL('./fixtures/tell-environment.ts', import.meta.url), folder);
    const desktop = await startDesktop(join(folder, 'home'), { keyring: 'no bus' });
    const names = Object.keys(secrets);
    const told = async (how: string): Promise<Record<'main' | 'preload', string[]>> => {
      const watched = { ...desktop, env: { ...desktop.env, ...secrets } };
      const { said, errors } = await runInElectron(watched, main, { args: [folder, how] });
      return (said[0] as Record<'main' | 'preload', string[]> | undefined) ?? expect.fail(errors);
    };
    try {
      expect((await told('as it is')).preload).toEqual(expect.arrayContaining(names));
      const cleaned = await told('clean');
      for (const where of ['main', 'preload'] as const) {
        expect(cleaned[where]).toContain('HOME');
        expect(cleaned[where].filter((name) => names.includes(name))).toEqual([]);
      }
    } finally {
      await desktop.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
