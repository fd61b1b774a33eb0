import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { whyNoElectron } from '../fixtures/launch-electron.ts';
import { runHost } from './fixtures/run-host.ts';

type Said = Readonly<Record<string, unknown>> & { readonly name: string };

const why = whyNoElectron();
const said = new Map<string, Said>();
/** All in one run of Electron, one after another; each is one test here. */
beforeAll(async () => {
  if (why !== undefined) return;
  for (const one of await runHost<Said>(new URL('./fixtures/run-lives.ts', import.meta.url)))
    said.set(one.name, one);
});
beforeEach((ctx) => {
  if (why !== undefined) ctx.skip(why);
});

const closedAndGone = { alive: false, closings: 1 };

describe('how an extension ends', () => {
  it.each<[string, string]>([
    ['stopped', 'stopped'],
    ['stopped before it was there', 'stopped'],
    ['crashed', 'crashed'],
    ['ended itself', 'crashed'],
    ['endless loop', 'hung'],
    ['endless loop while loading', 'hung'],
    ['endless microtasks', 'hung'],
    ['hoards buffers', 'out-of-memory'],
    ['hoards buffers without a pause', 'out-of-memory'],
    ['hoards objects', 'out-of-memory'],
    ['hoards arrays', 'out-of-memory'],
  ])('an extension that %s: %s; its port is closed and its process has ended', (name, reason) => {
    expect(said.get(name)).toMatchObject({ why: reason, ...closedAndGone });
  });

  it('an extension’s end does not affect others or the next start', () => {
    expect(said.get('witness')?.['why']).toBeUndefined();
    expect(said.get('witness')?.['lines']).toBeGreaterThan(100);
    expect(said.get('started again')).toMatchObject({ state: 'activated', lines: ['info again'] });
  });

  it('garbage does not end an extension', () => {
    expect(said.get('garbage')).toMatchObject({ why: 'lives', lines: ['info survived'] });
  });
});

describe('an entry script', () => {
  it.each<[string, RegExp]>([
    ['does not parse', /^SyntaxError: The entry script does not parse as CommonJS: Unexpected token ';'$/],
    ['throws', /^RangeError: too much\n {4}at Object\.eval \(extension\.js:1:\d+\)$/],
    ['exports nothing', /must export `extension`/],
    ['requires a module', /require\("node:fs"\) is not possible/],
  ])('an entry script that %s is reported with its message', (name, message) => {
    expect(said.get(name)?.['ended']).toEqual({ state: 'failed', message: expect.stringMatching(message) });
  });

  it('an entry script continues after an uncaught error, which is in its log', () => {
    const lines = [/^error Uncaught: TypeError: late/, /^error Unhandled rejection: Error: lost/];
    expect(said.get('uncaught later')).toMatchObject({
      ended: { state: 'activated' },
      lines: expect.arrayContaining(lines.map((line) => expect.stringMatching(line))),
      output: [],
    });
  });

  it('an entry script’s console is its log', () => {
    const lines = ['info one {"a":1}', expect.stringMatching(/^error Error: two/)];
    expect(said.get('console')).toMatchObject({ lines, output: [] });
  });
});

describe('raw comlink frames on the control port', () => {
  it.each([
    ...['construct', 'set __proto__', 'get', 'endpoint', 'unknown handler', 'handler throw'],
    ...['argument list of 5', 'no id', 'nothing', 'a port'],
  ])('the frame %s stops the extension and runs nothing', (name) => {
    const violated = { why: 'protocol-violation', owned: false, closings: 1 };
    expect(said.get(`raw ${name}`)).toMatchObject(violated);
  });
});

it('an extension shares no storage and no channel with another one or its own earlier run', () => {
  const first = ['info found undefined, keeps of the first'];
  const two = ['info found undefined, keeps of the second'];
  expect(said.get('isolation')).toMatchObject({ one: first, two, again: first });
});

it('an extension runs in the system’s sandbox', (ctx) => {
  const sandbox = said.get('sandbox');
  if (sandbox === undefined) return ctx.skip('only Linux tells');
  if (sandbox['root'] === true)
    return ctx.skip('root has no sandbox of Chromium, and no other user can run Electron here');
  /** 2: system calls are filtered. */
  expect(sandbox['seccomp']).toBe('2');
});
