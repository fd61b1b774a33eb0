import { measureAuthors } from './authors.ts';
import { measureCalls, measureFetches } from './calls-and-fetches.ts';
import { measureCredentialKinds } from './credential-kinds.ts';
import { measureLongLog } from './long-log.ts';
import { measureMcp } from './mcp.ts';
import { measureModernMcp } from './mcp-modern.ts';
import { type Measure, table } from './measure.ts';
import { measureRedaction } from './redaction.ts';
import { measureReview } from './review.ts';
import { setUpBench } from './set-up.ts';
import { measureStream } from './stream-memory.ts';
import { measureStart, measureVault } from './vault-and-start.ts';

/**
 * `npm run bench`: ratios against baselines that were measured in the same run. A table, and with `--json` one line
 * per measure. Exits with 1 when a target was missed, so that nobody has to read the table to know.
 */
const json = process.argv.includes('--json');
const measures: Measure[] = [];
const done = (more: readonly Measure[]): void => {
  measures.push(...more);
  if (json) for (const one of more) process.stdout.write(`${JSON.stringify(one)}\n`);
  else process.stderr.write(`${more.map(({ name }) => name).join(', ')}: done\n`);
};

done(measureRedaction());
done(await measureStart());
done(await measureVault());
done(await measureCredentialKinds());
const bench = await setUpBench();
done(await measureCalls(bench));
done(await measureFetches(bench));
done(await measureStream(bench));
await bench.stop();
done(await measureMcp());
done(await measureModernMcp());
done(await measureLongLog());
done(await measureReview());
done(await measureAuthors());

const missed = measures.filter(({ ok }) => !ok).length;
if (!json) {
  process.stdout.write(
    `\n${table(measures)}\n\n${measures.length - missed} of ${measures.length} targets met\n`,
  );
}
process.exitCode = missed === 0 ? 0 : 1;
