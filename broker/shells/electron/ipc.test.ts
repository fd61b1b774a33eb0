import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bundleFixture } from '../../database/fixtures/run-bundled.ts';
import { runInElectron, whyNoElectron } from './fixtures/launch-electron.ts';
import { startDesktop } from './fixtures/start-desktop.ts';
import { refusalOf } from './ipc.ts';

it('a port goes only to the main frame at its own origin', async (ctx) => {
  const why = whyNoElectron();
  if (why !== undefined) ctx.skip(why);
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-ipc-'));
  const desktop = await startDesktop(join(folder, 'home'), { keyring: 'no bus' });
  try {
    const main = await bundleFixture(new URL('./fixtures/ipc-senders.ts', import.meta.url), folder);
    const { said, code, errors } = await runInElectron(desktop, main, { args: [folder] });
    expect(code, errors).toBe(0);
    expect(said).toEqual([
      { name: 'main frame', got: ['a port'] },
      { name: 'subframe', got: ['other-frame'] },
      { name: 'another page in the same window', got: ['other-origin'] },
      { name: 'another window', got: [] },
    ]);
  } finally {
    await desktop.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

it('a port is refused if the asking frame is no longer known', () => {
  // Which of the two comes first when a frame sends and is gone at once, Chromium decides: here without it.
  const contents = { isDestroyed: () => false, mainFrame: {} as never };
  expect(refusalOf({ senderFrame: null }, contents, 'ipc-test://ours')).toBe('no-frame');
});
