/**
 * The whole proof, with figures: every test that tries to break a promise, under the canary oracle.
 *
 *     npm run prove [-- --json]      --json: one line per figure, in the benchmarks' shape
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = new URL('../..', import.meta.url).pathname;
const asJson = process.argv.includes('--json');

/** Where the attacks are. Folders of stations are here whole: their tests are what holds the promise up. */
const places = [
  ...[
    'broker/checks/threats',
    'broker/port',
    'broker/secrets/redaction',
    'broker/secrets/vault',
    'broker/audit',
    'broker/grants',
  ],
  ...[
    'broker/consent',
    'broker/network',
    'broker/providers',
    'broker/shells/node',
    'broker/shells/electron',
    'settings-ui',
  ],
  '.config/canary',
];

/** Fuzzed frames are compared with this many. */
const aMillion = 1_000_000;

const folder = mkdtempSync(join(tmpdir(), 'valetkey-prove-'));
try {
  const summary = join(folder, 'summary.json');
  const { status } = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules/vitest/vitest.mjs'),
      ...['run', '--config', join(root, '.config/vitest.config.ts')],
      ...places,
    ],
    {
      cwd: root,
      env: { ...process.env, VALETKEY_PROOF_SUMMARY: summary },
      stdio: ['ignore', asJson ? 2 : 'inherit', 'inherit'],
    },
  );
  const {
    canaries = 0,
    messages = 0,
    bytes = 0,
    leaks = 0,
    frames = 0,
    kills = 0,
    ...tests
  } = JSON.parse(readFileSync(summary, 'utf8'));
  const judged = tests.passed + tests.failed;
  /** @type {readonly [string, number, string, string, number, string, boolean][]} */
  const figures = [
    ['leaks', leaks, 'places', `${canaries} canaries planted`, leaks / canaries, '<= 0 x', leaks === 0],
    [
      'messages and files scanned',
      messages,
      '',
      `${canaries} canaries planted`,
      messages / canaries,
      '>= 1 x',
      messages >= canaries,
    ],
    [
      'bytes scanned',
      bytes,
      'bytes',
      `${messages} messages and files`,
      bytes / messages,
      '>= 1 x',
      bytes >= messages,
    ],
    ['frames fuzzed', frames, 'frames', 'a million', frames / aMillion, '>= 1 x', frames >= aMillion],
    [
      'kills survived',
      kills,
      'kills',
      'kills that were tried: a test that does not survive one is red',
      tests.failed === 0 ? 1 : Number.NaN,
      '>= 1 x',
      kills > 0 && tests.failed === 0,
    ],
    [
      'tests passed',
      tests.passed,
      'tests',
      `${judged} that ran, ${tests.skipped} skipped`,
      tests.passed / judged,
      '>= 1 x',
      tests.failed === 0 && judged > 0,
    ],
  ];
  for (const [name, value, unit, baseline, ratio, target, ok] of figures) {
    if (asJson) console.log(JSON.stringify({ name, value, unit, baseline, ratio, target, ok }));
    else
      console.log(
        `${ok ? 'ok  ' : 'FAIL'}  ${name.padEnd(28)} ${value.toLocaleString('en').padStart(14)}   of ${baseline}`,
      );
  }
  const proved = status === 0 && canaries > 0 && figures.every(([, , , , , , ok]) => ok);
  console.error(proved ? '\nproved' : '\nNOT proved');
  process.exitCode = proved ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
