import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessagePort, Worker } from 'node:worker_threads';
import { afterAll, expect } from 'vitest';
import { makeCanaryOracle } from './canary-oracle.ts';

/**
 * Stands, in every test process, on each port, on what is printed, and on each temporary folder that is taken away, and
 * looks there for every secret that the vault has sealed in this file's tests. A hit fails the file.
 *
 * Not looked at here: frames that ask the broker for something (a settings page hands in what the user typed), sockets
 * (a credential is to leave there), and processes that tests start from the build; those have watches of their own
 * (broker/fixtures/canary-watch.ts, and the desktop tests).
 */
const oracle = makeCanaryOracle();
Reflect.set(globalThis, Symbol.for('valetkey.canary'), oracle.learn);

const asksTheBroker = (message: unknown): boolean =>
  typeof message === 'object' && message !== null && 'type' in message && message.type === 'APPLY';

/** Tests that measure how long messages take would measure the oracle. Theirs are looked at by canary-watch.ts. */
const measuresTime = /(?:a-flood|-speed)\.test\.ts$/.test(expect.getState().testPath ?? '');

for (const { prototype } of measuresTime ? [] : [MessagePort, Worker]) {
  const { postMessage } = prototype;
  prototype.postMessage = function (this: MessagePort & Worker, ...args: Parameters<typeof postMessage>) {
    if (!asksTheBroker(args[0])) oracle.look('a message on a port', args[0]);
    return postMessage.apply(this, args);
  };
}

for (const stream of [process.stdout, process.stderr]) {
  const { write } = stream;
  stream.write = function (this: typeof stream, ...args: never[]) {
    oracle.look('what was printed', args[0]);
    return Reflect.apply(write, this, args);
  };
}

/** Keys of tests' own keychains, certificates, scripts, and what two tests plant to see it found. */
const testsOwn = /(?:\.key|\/key|\.pem|\.crt|\.sock|\.mjs|\.cjs|\/control)$/;
const lookAtFolder = (path: unknown): void => {
  if (typeof path !== 'string' || !path.startsWith(join(tmpdir(), 'valetkey-'))) return;
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
  const { leaks, ...counts } = oracle.report();
  const report = process.env['VALETKEY_PROOF_REPORT'];
  if (report !== undefined)
    fs.appendFileSync(report, `${JSON.stringify({ ...counts, leaks: leaks.length })}\n`);
  expect(leaks, 'a secret was seen where none may be').toEqual([]);
});
