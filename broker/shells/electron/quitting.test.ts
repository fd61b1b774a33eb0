import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { describeUnless } from '../../checks/fixtures/describe-unless.ts';
import { whyNoElectron } from './fixtures/launch-electron.ts';
import { runAlone } from './fixtures/run-alone.ts';

const script = new URL('./fixtures/run-quitting.ts', import.meta.url);
const pages = fileURLToPath(new URL('../../dist/shells/electron/pages', import.meta.url));

describeUnless(whyNoElectron(), 'a host that quits while a window of ours is open', {}, () => {
  it.each([
    ['waits for a person', ''],
    [
      'would stay',
      `addEventListener('beforeunload', (event) => { event.preventDefault(); event.returnValue = 'x'; })`,
    ],
    ['never answers', 'for (;;);'],
  ])('the host quits, also if the page %s', async (_what, inPage) => {
    const { said, errors } = await runAlone(script, { args: [pages, inPage] });
    expect(said, errors).toEqual([{ quits: true }]);
  });
});
