import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServerProcess } from '../../shells/node/fixtures/server-process.ts';
import { type Counts, type Latencies, makeParty, type Party } from './activities.ts';
import { judge } from './judge.ts';
import { openSoaked } from './parties.ts';
import { type Sample, takeSample } from './sample.ts';

/**
 * `npm run soak -- --minutes N`: extensions that start, ask, use, sign in and stop, connections and grants that come
 * and go, all at once. Prints what grew in a minute, with its standard error. Where something did that must not, it goes
 * on for as long again, and exits with 1 when that still holds.
 */
const minutes = Number(process.argv[process.argv.indexOf('--minutes') + 1] ?? Number.NaN) || 2;
const [parties, samples] = [20, 40];
/** An extension may have 60 prompts a minute. */
const pauseMs = 900;
const retention = { days: 90, entries: 4_000 };

const folder = mkdtempSync(join(tmpdir(), 'valetkey-soak-'));
const service = startServerProcess(new URL('./service.js', import.meta.url));
const url = (await service.message()) as string;
const soaked = await openSoaked(join(folder, 'broker'));
const counts: Counts = { uses: 0, starts: 0, grants: 0, mcpGrants: 0, deletions: 0, renewing: 0 };
const latencies: Latencies = { ours: [], bare: [] };
const failures = new Map<string, number>();
await soaked.settings.setRetention(retention);
const all = Array.from({ length: parties }, (_, at) => makeParty(at, { soaked, url, counts, latencies }));
for (const one of all) await one.setUp();

let goesOn = true;
const actUntilTheEnd = async (party: Party): Promise<void> => {
  while (goesOn) {
    try {
      await party.act();
    } catch (error) {
      const text = error instanceof Error ? `${error.name} ${error.message}` : String(error);
      failures.set(text, (failures.get(text) ?? 0) + 1);
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs * (1 + Math.random() / 2)));
  }
};
const working = all.map(actUntilTheEnd);

const taken: { readonly minute: number; readonly sample: Sample }[] = [];
const began = performance.now();
const sampleForMinutes = async (): Promise<void> => {
  for (let at = 0; at < samples; at += 1) {
    await new Promise((resolve) => setTimeout(resolve, (minutes * 60_000) / samples));
    const sample = takeSample(join(folder, 'broker'), latencies);
    taken.push({ minute: (performance.now() - began) / 60_000, sample });
  }
};
const judged = () => judge(taken, { grants: counts.grants + counts.mcpGrants, retention: retention.entries });
await sampleForMinutes();
// What grows goes on growing; what a busy moment of the machine held open for a while does not.
const looksAgain = judged().grew.length > 0;
if (looksAgain) {
  process.stdout.write(`perhaps grew: ${judged().grew.join(', ')}; it goes on for as long again\n`);
  await sampleForMinutes();
}
goesOn = false;
await Promise.all(working);
const verdict = await soaked.settings.verifyAudit();
await soaked.close();
await service.stop();
rmSync(folder, { recursive: true, force: true });

const { lines, grew } = judged();
process.stdout.write(`${lines.join('\n')}\n\n`);
process.stdout.write(
  `${Object.entries(counts)
    .map(([what, many]) => `${many} ${what}`)
    .join(', ')} in ${looksAgain ? 2 * minutes : minutes} minutes\n`,
);
for (const [text, times] of failures) process.stdout.write(`FAILED ${times} times: ${text}\n`);
for (const text of new Set(soaked.errors)) process.stdout.write(`LOGGED ${text}\n`);
if (!verdict.ok) process.stdout.write(`the log does not verify: ${JSON.stringify(verdict.firstBad)}\n`);
const isFine = grew.length === 0 && failures.size === 0 && soaked.errors.length === 0 && verdict.ok;
process.stdout.write(isFine ? 'nothing grew that must not\n' : `GREW: ${grew.join(', ') || 'nothing'}\n`);
process.exitCode = isFine ? 0 : 1;
