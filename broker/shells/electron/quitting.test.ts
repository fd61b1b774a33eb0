import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { describeUnless } from '../../checks/fixtures/describe-unless.ts';
import { bundleFixture } from '../../database/fixtures/run-bundled.ts';
import { runInElectron, whyNoElectron } from './fixtures/launch-electron.ts';
import { startDesktop } from './fixtures/start-desktop.ts';

const pages = fileURLToPath(new URL('../../dist/shells/electron/pages', import.meta.url));

describeUnless(whyNoElectron(), 'a host that quits while a window of ours is open', {}, () => {
  it.each([
    ['waits for a person', ''],
    [
      'would stay',
      `addEventListener('beforeunload', (event) => { event.preventDefault(); event.returnValue = 'x'; })`,
    ],
    ['never answers', 'for (;;);'],
  ])('quits, also if its page %s', async (_what, script) => {
    const folder = mkdtempSync(join(tmpdir(), 'valetkey-quitting-'));
    const main = await bundleFixture(new URL('./fixtures/run-quitting.ts', import.meta.url), folder);
    const desktop = await startDesktop(join(folder, 'home'), { keyring: 'no bus' });
    const { said, errors } = await runInElectron(desktop, main, { args: [pages, script] }).finally(
      desktop.stop,
    );
    rmSync(folder, { recursive: true, force: true });
    expect(said, errors).toEqual([{ quits: true }]);
  });
});
