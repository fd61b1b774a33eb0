#!/usr/bin/env node
import { runCli } from './cli/run-cli.ts';

const { argv, stdout, stderr, env } = process;
// A reader that went away, as `head` does: the write that failed says so itself, and the command ends.
stdout.on('error', () => undefined);
process.exitCode = await runCli({ argv: argv.slice(2), stdout, stderr, env });
