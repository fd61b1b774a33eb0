import { join } from 'node:path';
import { runHost } from '../../shells/electron/extension-host/fixtures/run-host.ts';
import { whyNoElectron } from '../../shells/electron/fixtures/launch-electron.ts';
import { startEchoServer } from '../../shells/node/fixtures/start-echo-server.ts';
import { measureStarts } from './electron-start.ts';
import { type Bound, type Measure, measure, table } from './measure.ts';

/**
 * `npm run bench:electron`: the extension host in a real Electron, each figure against a baseline of the same run.
 * Medians, on main's clock: a Worker's ticks in 100 us.
 */
type Said = Readonly<Record<string, number>> & { readonly name: string };

const why = whyNoElectron();
if (why !== undefined) {
  process.stderr.write(`not measured: ${why}\n`);
  process.exit(1);
}
const starts = await measureStarts();
const server = await startEchoServer();
const script = new URL('../../../shells/electron/extension-host/fixtures/run-speed.ts', import.meta.url);
const args = (_folder: string, home: string) => [join(home, 'speed'), server.url, server.token, '4000'];
const all = await runHost<Said>(script, args, 300_000).finally(server.stop);
const said = new Map(all.map((one) => [one.name, one]));
const of = (name: string, field: string): number => said.get(name)?.[field] ?? Number.NaN;

const line = (
  name: string,
  [value, unit]: readonly [number, string],
  [base, baseline]: readonly [number, string],
  bound: Bound,
): Measure =>
  measure(
    name,
    { value, unit, ratio: value / base, baseline: `${baseline} (${base.toFixed(0)} ${unit})` },
    bound,
  );

const start = of('start', 'next');
const measures: Measure[] = [
  measure(
    'start.to-settings',
    {
      value: starts.settingsMs,
      unit: 'ms',
      ratio: starts.settingsMs / starts.bareMs,
      baseline: `a bare Electron window (${starts.bareMs.toFixed(0)} ms)`,
    },
    { atMost: 2_000 },
    starts.settingsMs,
    'ms',
  ),
  measure(
    'settings.first-paint',
    {
      value: starts.settingsPaintMs,
      unit: 'ms',
      ratio: starts.settingsPaintMs / starts.barePaintMs,
      baseline: `a page with one heading (${starts.barePaintMs.toFixed(0)} ms)`,
    },
    { atMost: 300 },
    starts.settingsPaintMs,
    'ms',
  ),
  measure(
    'host.start.after-the-first',
    {
      value: start,
      unit: 'ms',
      ratio: start / of('start', 'first'),
      baseline: `the first one (${of('start', 'first').toFixed(0)} ms)`,
    },
    { atMost: 150 },
    start,
    'ms',
  ),
  line(
    'roundtrip.gate',
    [of('round trip', 'gateUs'), 'us'],
    [of('round trip', 'rawUs'), 'the same frames over a bare MessagePortMain'],
    { atMost: 1.3 },
  ),
  line(
    'roundtrip.whole-client',
    [of('whole client', 'apiUs'), 'us'],
    [of('whole client', 'bareUs'), 'the same frames over a bare MessagePortMain'],
    { atMost: 1.3 },
  ),
  line(
    'fetch.1KB',
    [of('fetch 1 KB', 'brokeredUs'), 'us'],
    [of('fetch 1 KB', 'directUs'), 'undici.fetch in main'],
    { atMost: 1.5 },
  ),
  line(
    'fetch.1KB.bare-relay',
    [of('fetch 1 KB', 'relayedUs'), 'us'],
    [of('fetch 1 KB', 'directUs'), 'the same; main only writes one row, and sends'],
    'none',
  ),
  ...(['Api', 'Raw', 'Flood'] as const).map((noise) =>
    line(
      `fifty.quiet-p99-beside-${noise.toLowerCase()}`,
      [of('50 at once', `beside${noise}P99Ms`), 'ms'],
      [of('50 at once', 'quietP99Ms'), 'its p99 before and after the noise'],
      { atMost: 2 },
    ),
  ),
];

if (process.argv.includes('--json'))
  for (const one of measures) process.stdout.write(`${JSON.stringify(one)}\n`);
else
  process.stdout.write(
    `${table(measures)}\n\n${measures.filter(({ ok }) => ok).length} of ${measures.length} targets met\n`,
  );
process.exitCode = measures.every(({ ok }) => ok) ? 0 : 1;
