import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { makeCanaryOracle } from './canary-oracle.ts';
import { learnSecrets } from './learn-secrets.ts';
import { watchChildren } from './told-by-children.ts';
import { watchPorts, watchPrinted } from './watch-messages.ts';

/**
 * Stands, in every test process, on each port, on what is printed, and on each temporary folder that is taken away, and
 * looks there for every secret of this file's tests (learn-secrets.ts), here or in a process that they start
 * (watch-child.ts stands in those). A hit fails the file.
 *
 * Not looked at here: frames that ask the broker for something (a settings page hands in what the user typed), sockets
 * (a credential is to leave there), and the processes of servers, which have their own secrets.
 */
const oracle = makeCanaryOracle();
learnSecrets(oracle.learn);

/** Tests that measure how long messages take would measure the oracle. Theirs are looked at by canary-watch.ts. */
const measuresTime = /(?:a-flood|-speed)\.test\.ts$/.test(expect.getState().testPath ?? '');
const preload = process.env['VALETKEY_WATCH_CHILD'];
const children = measuresTime || preload === undefined ? undefined : watchChildren(preload);
const hearChildren = (): void => {
  for (const told of children?.news() ?? []) {
    if ('secret' in told) oracle.learn(told.secret);
    else oracle.add(told);
  }
};
if (!measuresTime) watchPorts(oracle.look);
watchPrinted(oracle.look);
/** For what only some tests have: a page's contents. */
Reflect.set(globalThis, Symbol.for('valetkey.canary'), (where: string, value: unknown) => {
  hearChildren();
  oracle.look(where, value);
});

/** Keys of tests' own keychains, certificates, scripts, and what two tests plant to see it found. */
const testsOwn = /(?:\.key|\/key|\.pem|\.crt|\.sock|\.mjs|\.cjs|\/control)$/;
const lookAtFolder = (path: unknown): void => {
  if (typeof path !== 'string' || !path.startsWith(join(tmpdir(), 'valetkey-'))) return;
  hearChildren();
  for (const entry of fs.readdirSync(path, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (!entry.isFile() || testsOwn.test(file)) continue;
    oracle.look(`the file ${file}`, fs.readFileSync(file));
  }
};
const quietly = (path: unknown): void => {
  try {
    lookAtFolder(path);
  } catch {
    // Gone already, or not to be read: the test's own business.
  }
};
const { rmSync } = fs;
fs.rmSync = (path, options) => {
  quietly(path);
  rmSync(path, options);
};
const { rm } = fs.promises;
fs.promises.rm = async (path, options) => {
  quietly(path);
  await rm(path, options);
};
syncBuiltinESMExports();

afterAll(() => {
  hearChildren();
  children?.stop();
  const { leaks, ...counts } = oracle.report();
  const report = process.env['VALETKEY_PROOF_REPORT'];
  if (report !== undefined)
    fs.appendFileSync(report, `${JSON.stringify({ ...counts, leaks: leaks.length })}\n`);
  expect(leaks, `a secret was seen where none may be:\n${leaks.join('\n')}\n`).toEqual([]);
});
