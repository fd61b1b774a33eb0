#!/usr/bin/env node
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endSignals } from '../shells/node/end-signals.ts';
import { after } from '../time/after.ts';
import { runCli } from './run-cli.ts';

// Node's own answer to it opens an inspector in this process, which reads every secret.
process.on('SIGUSR1', () => undefined);
const { argv, stdin, stdout, stderr, env } = process;
// `npm run valetkey` starts in the repository: a path is meant from where the person stands who typed it. Anybody's own
// script may have that name, too, or start this in a folder of its choice.
const { npm_lifecycle_event: script, INIT_CWD: here } = env;
const repository = join(fileURLToPath(import.meta.url), '../../../..');
const isOurScript = script === 'valetkey' && here !== undefined && process.cwd() === repository;
if (isOurScript) process.chdir(here);
// A script of npm finds it, and the shell in which a person then types does not.
const otherwise = script === undefined ? 'valetkey' : 'npx valetkey';
const calledAs = isOurScript ? 'npm run valetkey --' : otherwise;
// A reader that went away, as `head` does: the write that failed says so itself, and the command ends. Thrown, it would
// end the process with 1, which means something.
for (const stream of [stdout, stderr]) stream.on('error', () => undefined);
const { untilSignal, leave } = endSignals(process, after);
const powers = { stdin, stdout, stderr, env, untilInterrupted: untilSignal, calledAs };
leave(await runCli({ argv: argv.slice(2), ...powers }));
