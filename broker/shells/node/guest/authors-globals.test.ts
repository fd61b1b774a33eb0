import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished, vi } from 'vitest';
import { takeAway } from '../../electron/extension-host/guest/take-away.ts';
import { startExtension } from './fixtures/start-extension.ts';

// It would change the functions of this very process.
vi.mock('../../electron/extension-host/guest/replace-evaluators.ts', () => ({
  replaceEvaluators: () => undefined,
}));

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const libs = join(root, 'node_modules/@tsd/typescript/typescript/lib');

/** Every name that TypeScript knows as a global of a browser or of the language, and every global of Node. */
const candidates = [
  ...new Set([
    ...Object.getOwnPropertyNames(globalThis),
    ...readdirSync(libs)
      .filter((name) => /^lib\..*\.d\.ts$/.test(name))
      .flatMap((name) =>
        [
          ...readFileSync(join(libs, name), 'utf8').matchAll(/^declare (?:var|const|function|class) (\w+)/gm),
        ].map(([, found]) => found as string),
      ),
  ]),
].filter((name) => /^[A-Za-z]\w*$/.test(name));

/** Samples as an extension makes them, and the members that such an object has in Node. */
const samples: Readonly<Record<string, string>> = {
  AbortController: 'new AbortController()',
  AbortSignal: 'new AbortController().signal',
  DOMException: 'new DOMException("x")',
  Event: 'new Event("x")',
  EventTarget: 'new EventTarget()',
  Headers: 'new Headers()',
  ReadableStream: 'new ReadableStream()',
  Response: 'new Response("x")',
  TextDecoder: 'new TextDecoder()',
  TextEncoder: 'new TextEncoder()',
  URL: 'new URL("https://a.example")',
  URLSearchParams: 'new URLSearchParams()',
};
type Members = Record<string, { readonly members: readonly string[]; readonly statics: readonly string[] }>;
const membersInNode = (): Members =>
  Object.fromEntries(
    Object.keys(samples).map((name) => {
      const one = (globalThis as unknown as Record<string, { prototype: object }>)[name];
      const members = new Set<string>();
      for (let at = one?.prototype; at && at !== Object.prototype; at = Object.getPrototypeOf(at))
        for (const member of Object.getOwnPropertyNames(at)) members.add(member);
      members.delete('constructor');
      const statics = Object.getOwnPropertyNames(one).filter(
        (member) => !['length', 'name', 'prototype'].includes(member),
      );
      return [name, { members: [...members], statics }];
    }),
  );

/** What of it a started extension has. */
const inGuest = async (asked: Members): Promise<{ names: string[]; has: Members }> => {
  const { worker, lines, ended } = startExtension(`
    const samples = { ${Object.entries(samples)
      .map(([name, made]) => `${name}: () => ${made}`)
      .join(', ')} };
    const asked = ${JSON.stringify(asked)};
    const has = {};
    for (const name of Object.keys(asked)) {
      const sample = samples[name]();
      has[name] = {
        members: asked[name].members.filter((one) => one in sample),
        statics: asked[name].statics.filter((one) => one in globalThis[name]),
      };
    }
    const text = JSON.stringify({ names: Object.getOwnPropertyNames(globalThis), has });
    for (let at = 0; at < text.length; at += 3000) log.info(text.slice(at, at + 3000));
  `);
  onTestFinished(() => worker.stop());
  expect(await ended).toEqual({ state: 'activated' });
  const told = (): { names: string[]; has: Members } =>
    JSON.parse(lines.map((line) => line.slice('info '.length)).join(''));
  return vi.waitFor(told);
};

/** What of it the desktop leaves in an extension's Worker. */
const inDesktop = (names: readonly string[]): readonly string[] => {
  const scope = Object.fromEntries(
    names.map((name) => [name, class {} as { prototype: object } & (new () => object)]),
  );
  takeAway(scope);
  return [...Object.keys(scope), 'console']; // which it puts there itself
};

/** The lines, from 0, of a script that TypeScript refuses, with the types that an author has. */
const refusedLines = (script: readonly string[]): Promise<ReadonlySet<number>> => {
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-globals-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const config = { extends: '@valetkey/extension-api/tsconfig.extension.json', include: ['*.ts'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  writeFileSync(join(folder, 'script.ts'), [...script, 'export {};'].join('\n'));
  const compiler = join(root, 'node_modules/typescript/lib/tsc.js');
  return new Promise((resolve) => {
    execFile(process.execPath, [compiler, '-p', folder], { maxBuffer: 1e8 }, (_error, out) => {
      const found = [...out.matchAll(/^.*script\.ts\((\d+),\d+\): error/gm)];
      resolve(new Set(found.map(([, line]) => Number(line) - 1)));
    });
  });
};

/** TypeScript has them in lib "es5", and cannot do without it. The desktop has none of them, and `eval` refuses. */
const inEs5 = ['eval', 'escape', 'unescape'];
/** In newer engines, and in no lib that TypeScript 5.4 has. */
const later = ['Iterator'];

it('the types of an author name the globals that both shells have, and no others', async () => {
  const { names } = await inGuest({});
  const desktop = new Set(inDesktop(candidates));
  const real = candidates.filter((name) => names.includes(name) && desktop.has(name));
  const refused = await refusedLines(candidates.map((name) => `void ${name};`));
  const declared = candidates.filter((_, line) => !refused.has(line));
  expect(declared.toSorted()).toEqual(
    [...new Set([...real.filter((name) => !later.includes(name)), ...inEs5])].toSorted(),
  );
  expect(declared).not.toContain('fetch');
  expect(declared.length).toBeGreaterThan(70);
});

it('the types of an author name the members that these globals have, and no others', async () => {
  const asked = membersInNode();
  const { has } = await inGuest(asked);
  const every = Object.entries(asked).flatMap(([name, { members, statics }]) => [
    ...members.map((member) => ({
      told: `${name}#${member}`,
      line: `void (0 as unknown as ${name}).${member};`,
      real: has[name]?.members.includes(member),
    })),
    ...statics.map((member) => ({
      told: `${name}.${member}`,
      line: `void ${name}.${member};`,
      real: has[name]?.statics.includes(member),
    })),
  ]);
  const refused = await refusedLines(every.map(({ line }) => line));
  // They are there to say what to use instead.
  const refusing = ['Response#blob', 'Response#formData'];
  expect(every.filter((_, line) => !refused.has(line)).map(({ told }) => told)).toEqual(
    every.filter(({ real, told }) => real && !refusing.includes(told)).map(({ told }) => told),
  );
});

it('the types of an author take a promise that a timer resolves, and refuse a callback that gets nothing', async () => {
  const refused = await refusedLines([
    'await new Promise((resolve) => setTimeout(resolve, 5));',
    'await new Promise<void>((resolve) => setTimeout(resolve, 5));',
    'setTimeout((text: string) => text.trim(), 5, " given ");',
    'setTimeout((text: string) => text.trim(), 5);',
  ]);
  expect([...refused]).toEqual([3]);
});
