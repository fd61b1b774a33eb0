import fs from 'node:fs';
import { afterAll, expect } from 'vitest';
import { makeCanaryOracle } from './canary-oracle.ts';
import { watchFor } from './standing-watch.ts';
import { watchChildren } from './told-by-children.ts';

/**
 * Looks for every secret of this file's tests, made here or in a process that they start (watch-child.ts), wherever the
 * watch stands (standing-watch.ts). A hit fails the file.
 *
 * Not looked at here: frames that ask the broker for something (a settings page hands in what the user typed), sockets
 * (a credential is to leave there), and the processes of servers, which have their own secrets.
 */
const oracle = makeCanaryOracle();
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
watchFor({ learn: oracle.learn, look: oracle.look, hearChildren, looksAtMessages: !measuresTime });

afterAll(() => {
  hearChildren();
  children?.stop();
  const { leaks, ...counts } = oracle.report();
  const report = process.env['VALETKEY_PROOF_REPORT'];
  if (report !== undefined)
    fs.appendFileSync(report, `${JSON.stringify({ ...counts, leaks: leaks.length })}\n`);
  expect(leaks, `a secret was seen where none may be:\n${leaks.join('\n')}\n`).toEqual([]);
});
