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
    output.write('Nobody sits at this terminal, so prompts are answered "once"; --answer says otherwise.\n');
  }
  process.exitCode = (await runDemo(options, { input, output, stderr })) ? 0 : 1;
}
