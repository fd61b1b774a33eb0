import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { whyNoElectron } from '../fixtures/launch-electron.ts';
import { runHost } from './fixtures/run-host.ts';

type Said = {
  readonly name: string;
  readonly why: string;
  readonly ended: { readonly state: string; readonly message?: string };
  readonly tookMs: number;
  readonly cpuMs: number;
  readonly grownMb: number;
  readonly lines: readonly string[];
  readonly output: readonly string[];
};

const why = whyNoElectron();
const all = new Map<string, Said>();
/** All in one run of Electron, one after another; as an ordinary user where that can be, so in Chromium's sandbox. */
beforeAll(async () => {
  if (why !== undefined) return;
  const said = await runHost<Said>(new URL('./fixtures/run-unmetered.ts', import.meta.url), (folder) => {
    const walk = join(folder, 'walk-scope.cjs');
    copyFileSync(new URL('./fixtures/walk-scope.cjs', import.meta.url), walk);
    return [walk];
  });
  for (const one of said) all.set(one.name, one);
});
beforeEach((ctx) => {
  if (why !== undefined) ctx.skip(why);
});
const of = (name: string): Said => all.get(name) ?? expect.fail(`${name} did not run`);

describe('an extension that makes work for main other than by its ports', () => {
  it('a script that could import anything is refused at the start', () => {
    const { ended, output } = of('modules by import()');
    expect(ended).toEqual({ state: 'failed', message: expect.stringMatching(/Line 2 .* "import\( … \)"/) });
    expect(output).toEqual([]);
  });

  it.each([
    'text for a timer',
    'text for Function',
    'errors that nobody catches',
    'rejections that nobody catches',
  ])('a script makes main print nothing: %s', (name) => {
    expect(of(name)).toMatchObject({ why: 'lives', ended: { state: 'activated' }, output: [] });
  });

  it.each(['modules by import()', 'text for a timer', 'text for Function'])(
    'an extension that floods main is stopped, even with the full scope: %s',
    (name) => {
      const { why, cpuMs, output } = of(`bare ${name}`);
      expect(why).toBe('protocol-violation');
      expect(output).toContain('The extension flooded the console of its page.');
      // Not the wall clock's, since other tests run at the same time. Before, this went on for as long as it ran.
      expect(cpuMs).toBeLessThan(400);
    },
  );

  it('an extension is stopped at the first request that no start makes', () => {
    const stray = "The extension's page asked main for a file.";
    expect(of('a script once more')).toMatchObject({ why: 'protocol-violation', output: [stray] });
  });
});

describe('an extension that would fill the memory of main', () => {
  it.each(['blobs of responses', 'object URLs'])(
    'an extension has no means to fill main’s memory: %s',
    (name) => {
      const { grownMb, lines } = of(name);
      expect(lines[0]).toMatch(/TypeError: Extensions have no Blob .*: use arrayBuffer\(\) or bytes\(\)/);
      expect(grownMb).toBeLessThan(64);
    },
  );

  it.each(['blobs of responses', 'object URLs'])(
    'an extension with the full scope is stopped when main has grown by 128 MB: %s',
    (name) => {
      const { why, grownMb, output } = of(`bare ${name}`);
      expect([why, output.at(-1)]).toEqual([
        'out-of-memory',
        "Main's memory grew while this extension was the busiest.",
      ]);
      // Two looks a fifth of a second apart: before, it took two gigabytes.
      expect(grownMb).toBeLessThan(512);
    },
  );

  it('a stopped extension takes no other extension along', () => {
    expect(of('witness').why).toBe('lives');
  });
});

describe('the scope of an extension', () => {
  it('the scope says what to use instead of what is missing', () => {
    expect(of('refusals').lines).toEqual([
      'info TypeError: Extensions have no Blob or FormData: use arrayBuffer() or bytes() instead of blob().',
      'info TypeError: Extensions have no Blob or FormData: use text() or arrayBuffer() instead of formData().',
      'info EvalError: Evaluating text is not allowed.',
      'info TypeError: A timer needs a function.',
      'info true',
    ]);
  });

  /** What a walk over every property, prototype and getter meets. A class that a later Chromium adds has to be looked at. */
  it('the scope leads only to these platform classes', () => {
    const line = of('walk').lines.find((one) => one.startsWith('info classes: ')) ?? '';
    const found = line.slice('info classes: '.length).split(',');
    expect(found.filter((name) => !language.test(name))).toEqual(webClasses.toSorted());
  });

  it('the scope leads to no member that stores bytes, starts anything or prints', () => {
    const line = of('walk').lines.find((one) => one.startsWith('info functions: ')) ?? '';
    const found = line.slice('info functions: '.length).split(',');
    expect(found.length).toBeGreaterThan(300);
    const unwanted =
      /blob|objecturl|formdata|^file|postMessage|importScripts|fetch|storage|indexed|cache|locks?$|broadcast|worker$|console|report|permission|open$|^request$|beacon|clipboard|compress|shared|atomic|wasm|webassembly|structured|trustedtypes|^eval$|crypto|digest/i;
    expect(found.filter((name) => unwanted.test(name))).toEqual([]);
  });
});

const webClasses = [
  ...['AbortController', 'AbortSignal', 'DOMException', 'DedicatedWorkerGlobalScope', 'ErrorEvent', 'Event'],
  ...['EventTarget', 'Headers', 'PromiseRejectionEvent', 'ReadableStream', 'ReadableStreamBYOBRequest'],
  ...['ReadableStreamDefaultController', 'ReadableStreamDefaultReader', 'Response', 'TextDecoder'],
  ...['TextEncoder', 'URL', 'URLSearchParams', 'WorkerGlobalScope'],
];

const language =
  /^(Array|Boolean|Date|Iterator|Map|Number|Object|Promise|RegExp|Set|String|Symbol|WeakMap|WeakSet|\w*Error|(Typed|(Big)?(Ui|I)nt\d+|Uint8Clamped|Float\d+)Array|ArrayBuffer|BigInt|DataView|Collator|\w+Format|DisplayNames|Locale|PluralRules|Segmenter|v8BreakIterator)$/;
