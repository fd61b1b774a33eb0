import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { whyNoElectron } from '../fixtures/launch-electron.ts';
import { countArrivals } from './fixtures/count-arrivals.ts';
import { runHost } from './fixtures/run-host.ts';

type Report = {
  readonly walls: string;
  readonly state: string;
  readonly lines: readonly string[];
  readonly url: string;
  readonly reached: readonly string[];
};

const why = whyNoElectron();
const reports = new Map<string, Report>();
beforeAll(async () => {
  if (why !== undefined) return;
  const collector = await countArrivals();
  try {
    const said = await runHost<Report>(new URL('./fixtures/run-reach.ts', import.meta.url), (folder) => {
      const script = join(folder, 'reach.cjs');
      copyFileSync(new URL('./fixtures/reach.cjs', import.meta.url), script);
      return [script, collector.url];
    });
    for (const report of said) reports.set(report.walls, report);
  } finally {
    collector.stop();
  }
});
beforeEach((ctx) => {
  if (why !== undefined) ctx.skip(why);
});

const got = (walls: string): readonly string[] =>
  reports.get(walls)?.lines.flatMap((line) => /^info way (.*): GOT/.exec(line)?.[1] ?? []) ?? ['no report'];
const network = ['/fetch', '/xhr', '/socket', '/events', '/script', '/module', '/font'];

describe('an extension that reaches for what is outside its Worker', () => {
  it('an attacking extension gets nothing and reaches nobody', () => {
    const { state, lines, url, reached } = reports.get('as it ships') ?? expect.fail('no report');
    expect([state, url]).toEqual(['activated', 'valetkey-extension://ORIGIN/index.html']);
    expect(lines.filter((line) => line.startsWith('info way'))).toHaveLength(49);
    expect(got('as it ships')).toEqual([]);
    expect(reached).toEqual([]);
  });

  it('an extension has the language and a few web classes in scope, and no other name', () => {
    const names = reports.get('as it ships')?.lines.find((line) => line.startsWith('info names: ')) ?? '';
    const found = names.slice('info names: '.length).split(',');
    expect(found.length).toBeGreaterThan(60);
    const unwanted =
      /fetch|socket|Worker|^self$|^location|^navigator|indexedDB|caches|import|Broadcast|Message|performance|crypto|Atomics|Shared|WebAssembly|Weak(Ref)|^eval$|zod|valetkey/i;
    expect(found.filter((name) => unwanted.test(name))).toEqual([]);
  });

  it('an extension with Chromium’s whole scope gets only WebAssembly', () => {
    expect(got('scope not stripped')).toEqual(['WebAssembly']);
    expect(reports.get('scope not stripped')?.reached).toEqual([]);
  });

  it('the CSP alone stops an extension', () => {
    // Which compiles inside the Worker: a CSP that admits any text admits it too.
    expect(got('CSP alone')).toEqual(['WebAssembly']);
    expect(reports.get('CSP alone')?.reached).toEqual([]);
  });

  it('the session alone keeps an extension from network, files and other extensions', () => {
    expect(reports.get('session alone')?.reached).toEqual([]);
    // What needs no network, the CSP alone forbids.
    const local =
      /^(fetch data|importScripts (data|blob)|import data|nested Worker (data|blob)|eval|.*Function|timer of text|WebAssembly)$/;
    expect(got('session alone').filter((way) => !local.test(way))).toEqual([]);
  });

  it('an extension without walls reaches somebody', () => {
    const reached = reports.get('no walls')?.reached.join() ?? '';
    for (const path of network) expect(reached).toContain(path);
    expect(got('no walls')).toEqual(
      expect.arrayContaining(['fetch', 'XMLHttpRequest', 'EventSource', 'eval']),
    );
  });
});
