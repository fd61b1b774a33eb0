import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';
import { patienceMs } from './patient-waits.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const sources = execFileSync('git', ['ls-files', '-z', '*.test.ts', '*/fixtures/*.ts', '*/fixtures/*.sh'], {
  cwd: root,
})
  .toString()
  .split('\0')
  .filter((file) => file !== '' && file !== '.config/patient-waits.test.ts');

/**
 * How a deadline is written: of a wait, a test, a hook, a child process, a page. What ends when it is there needs none;
 * what never ends is caught by the limits of vitest.config.ts.
 */
const deadlines = [
  /\btimeout: ([\d_]+)/g,
  /\binterruptAfterTimeLimit: ([\d_]+)/g,
  /\bsetDefaultTimeout\(([\d_]+)\)/g,
  /\b(?:waitFor|waitUntil|until)\(.*\)?, ([\d_]{3,})\);$/gm,
  /^\s*\}, ([\d_]{4,})\);$/gm,
  /\b(?:ms|patience)(?:: number)? = ([\d_]+)\b/gi,
  /setTimeout\(\(\) => reject\(.*, ([\d_]+)\);?$/gm,
];

/** Nothing here fails when it is late: what is waited for must not come, or is not what the test asks. */
const mayBeShort: readonly string[] = [
  // Looks whether something is pending: that takes this long each time.
  'extension-api/fixtures/gated-connections.ts: ms = 500',
  // A button that is not to take the click.
  'broker/shells/electron/app.test.ts: timeout: 500',
];

it('no test fails because the machine is busy: each deadline leaves at least a minute', () => {
  const short: string[] = [];
  for (const file of sources) {
    const text = readFileSync(`${root}${file}`, 'utf8');
    for (const deadline of deadlines)
      for (const { 0: found, 1: ms = '', index } of text.matchAll(deadline)) {
        if (Number(ms.replaceAll('_', '')) >= patienceMs) continue;
        const line = text.slice(0, index).split('\n').length;
        const place = `${file}: ${found.trim()}`;
        if (!mayBeShort.includes(place)) short.push(`${place} (line ${line})`);
      }
  }
  expect(short).toEqual([]);
});

it('vi.waitFor refuses a shorter wait', () => {
  expect(() => vi.waitFor(() => undefined, 1_000)).toThrow('a busy machine');
  expect(() => vi.waitUntil(() => true, { timeout: 1_000 })).toThrow('a busy machine');
});
