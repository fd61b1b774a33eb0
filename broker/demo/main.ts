import { endSignals } from '../shells/node/end-signals.ts';
import { after } from '../time/after.ts';
import { readOptions, usage } from './options.ts';
import { runDemo } from './run-demo.ts';

/** `npm run demo`: see README.md. */
const options = readOptions(process.argv.slice(2), process.stdin.isTTY === true);
if (options === undefined) {
  process.stderr.write(`usage: ${usage}\n`);
  process.exitCode = 2;
} else {
  const { stdin: input, stdout: output, stderr } = process;
  if (options.answer !== undefined && !process.argv.some((part) => part.startsWith('--answer'))) {
    output.write('This is not a terminal, so prompts are answered "once". Use --answer to change that.\n');
  }
  // A terminal that was closed: the demo ends at its signal, not at a line that nobody reads.
  for (const stream of [output, stderr]) stream.on('error', () => undefined);
  const { untilSignal, leave } = endSignals(process, after);
  const powers = { input, output, stderr, interrupted: untilSignal() };
  leave((await runDemo(options, powers)) ? 0 : 1);
}
