import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { portContractCases } from '../../port/fixtures/port-contract-cases.ts';
import { bundlePage } from './fixtures/bundle-page.ts';
import { type Launched, whyNoElectron } from './fixtures/launch-electron.ts';
import { nestingCaseNames } from './fixtures/nesting-case-names.ts';
import { runAlone } from './fixtures/run-alone.ts';

type Report = { readonly over: string; readonly name: string; readonly error?: string };

const why = whyNoElectron();
let folder: string;
let launched: Launched;
/** All cases in one run of Electron; each is one test here. */
beforeAll(async () => {
  if (why !== undefined) return;
  folder = mkdtempSync(join(tmpdir(), 'valetkey-ports-'));
  const page = join(folder, 'page');
  mkdirSync(page);
  await bundlePage(page);
  const script = new URL('./fixtures/run-port-cases.ts', import.meta.url);
  launched = await runAlone(script, { args: [page] });
});
afterAll(() => why === undefined && rmSync(folder, { recursive: true, force: true }));

const reportOf = (over: string, name: string): void => {
  const report = (launched.said as readonly Report[]).find(
    (said) => said.over === over && said.name === name,
  );
  if (report === undefined) throw new Error(`Electron ended before: ${launched.code} ${launched.errors}`);
  if (report.error !== undefined) throw new Error(report.error);
};

describe.each([
  ['main', 'a MessagePortMain, both ends in the main process'],
  ['page', 'a MessagePortMain whose far end is in a Worker of a sandboxed page'],
])('%s: a gated port over %s', (over) => {
  it.for(portContractCases)('$name', ({ name }, ctx) => {
    if (why !== undefined) ctx.skip(why);
    reportOf(over, name);
  });
});

describe('ports that MessagePortMain carries beside its messages', () => {
  it.for(nestingCaseNames)('ports are carried correctly: %s', (name, ctx) => {
    if (why !== undefined) ctx.skip(why);
    reportOf('nesting', name);
  });
});
