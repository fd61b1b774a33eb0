#!/usr/bin/env node
import { runCli } from './cli/run-cli.ts';

const { argv, stdout, stderr, env } = process;
// `npm run valetkey` starts in the repository: a path is meant from where the person stands who typed it.
const { npm_lifecycle_event: script, INIT_CWD: here } = env;
if (script === 'valetkey' && here !== undefined) process.chdir(here);
// A reader that went away, as `head` does: the write that failed says so itself, and the command ends.
stdout.on('error', () => undefined);
process.exitCode = await runCli({ argv: argv.slice(2), stdout, stderr, env });
