import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleFixture, run } from '../../database/fixtures/run-bundled.ts';

/** Embedding the broker changes nothing for the program that embeds it: it imports one public entry after the other. */
let folder = '';
let program = '';
const seen: Record<How, readonly Seen[]> = { bare: [], equipped: [] };
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'valetkey-imports-'));
  program = await bundleFixture(new URL('../fixtures/import-and-compare.ts', import.meta.url), folder);
  const modules: string[] = [];
  for (const [, entry] of entries) modules.push(await moduleOf(entry));
  for (const how of ['bare', 'equipped'] as const) seen[how] = await imported(how, [inText(''), ...modules]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type How = 'bare' | 'equipped';
type Seen = { readonly changed: readonly string[]; readonly fetched: string };

const imported = async (how: How, modules: readonly string[]): Promise<Seen[]> => {
  const { NODE_OPTIONS: _, ...env } = process.env; // the watch of the tests is loaded before, and has globals too
  const { code, lines, errors } = await run(
    [process.execPath, '--no-warnings', '--import', electronStandIn, program, how, ...modules],
    { env },
  );
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  return lines.map((line) => JSON.parse(line) as Seen);
};

/** Outside Electron its module holds only names. Calling one during the import fails. */
const electronStandIn = (() => {
  const names =
    'BrowserWindow Menu MessageChannelMain Notification WebContentsView app dialog nativeTheme protocol';
  const all =
    `${names} safeStorage session webContents shell screen net clipboard powerMonitor ipcMain`.split(' ');
  const refuse = `const refuse = () => { throw new Error('Electron was called by an import') };
    const nothing = new Proxy(function () {}, { get: refuse, apply: refuse, construct: refuse });`;
  const source = `${refuse} ${all.map((name) => `export const ${name} = nothing;`).join(' ')}`;
  const hooks = `export const resolve = (name, context, next) =>
    name.startsWith('electron/') ? { url: ${JSON.stringify(inText(source))}, shortCircuit: true } : next(name, context);`;
  return inText(`import { register } from 'node:module'; register(${JSON.stringify(inText(hooks))});`);
})();

function inText(source: string): string {
  return `data:text/javascript,${encodeURIComponent(source)}`;
}

/** The entries as the packages publish them. */
const entriesOf = (folder: string): [string, URL][] => {
  const at = new URL(`../../../${folder}/`, import.meta.url);
  const { name, exports } = JSON.parse(readFileSync(new URL('package.json', at), 'utf8')) as {
    name: string;
    exports: Record<string, { default?: string } | string>;
  };
  return Object.entries(exports).flatMap(([entry, to]) =>
    // Without a script it only declares types.
    typeof to === 'string' || to.default === undefined ? [] : [[join(name, entry), new URL(to.default, at)]],
  );
};
/** The broker's own from its source, so that what is broken on purpose is broken here too. */
const moduleOf = async (entry: URL): Promise<string> => {
  const source = /^(.*\/broker)\/dist\/(.*)\.js$/.exec(entry.pathname);
  return source === null ? entry.href : bundleFixture(new URL(`file://${source[1]}/${source[2]}.ts`), folder);
};

/** zod makes two of its own when it is loaded: its configuration, and its register of schemas. */
const ofZod = /^globalThis\.__zod_global(?:Config|Registry)\b/;

const entries = ['extension-api/contracts', 'extension-api', 'broker'].flatMap(entriesOf);
describe.each(entries.map(([name], at) => [name, at + 1] as const))('importing %s', (_, at) => {
  it('the import changes nothing in a program without libraries, except that zod is loaded', () => {
    const [before] = seen.bare;
    expect(seen.bare[at]?.changed.filter((place) => !ofZod.test(place))).toEqual([]);
    expect(seen.bare[at]?.fetched).toBe(before?.fetched);
  });

  it('the import changes nothing in a program with its own zod, comlink and undici', () => {
    const [before] = seen.equipped;
    expect(before?.fetched).toContain('by the dispatcher of the application');
    expect(seen.equipped[at]).toEqual({ changed: [], fetched: before?.fetched });
  });
});

describe('the comparison', () => {
  const touches: readonly [string, string][] = [
    ['a new global', 'globalThis.added = 1'],
    ['a new global symbol', 'globalThis[Symbol.for("added")] = {}'],
    ['a global that was replaced', 'globalThis.structuredClone = () => 1'],
    ['a prototype', 'Array.prototype.added = 1'],
    [
      'a method that was replaced by one of the same text',
      'String.prototype.trim = String.prototype.trim.bind()',
    ],
    ['a prototype that nothing names', 'Object.getPrototypeOf(async function* () {}).prototype.added = 1'],
    ['a frozen prototype', 'Object.preventExtensions(Object.getPrototypeOf(new Map().entries()))'],
    ['Error.stackTraceLimit', 'Error.stackTraceLimit = 50'],
    ['Error.prepareStackTrace', 'Error.prepareStackTrace = () => ""'],
    ['a listener of process', 'process.on("uncaughtException", () => {})'],
    ['an environment variable', 'process.env.ADDED = "1"'],
    ['the umask', 'process.umask(0o077)'],
    ['the working directory', 'process.chdir("/")'],
    ['the exit code', 'process.exitCode = 0'],
    ['a timer', 'globalThis.setTimeout(() => {}, 20)'],
    ['a function of a module of Node', 'import fs from "node:fs"; fs.readFileSync = () => ""'],
    [
      'the limit of listeners',
      'import { EventEmitter } from "node:events"; EventEmitter.defaultMaxListeners = 11',
    ],
    ['the oldest TLS', 'import tls from "node:tls"; tls.DEFAULT_MIN_VERSION = "TLSv1.3"'],
    ['the agent of node:http', 'import http from "node:http"; http.globalAgent.maxSockets = 5'],
    ['another agent of node:http', 'import http from "node:http"; http.globalAgent = new http.Agent()'],
    ['the order of addresses', 'import dns from "node:dns"; dns.setDefaultResultOrder("ipv4first")'],
    ['the choice of addresses', 'import net from "node:net"; net.setDefaultAutoSelectFamily(false)'],
    ['the size of buffers', 'import stream from "node:stream"; stream.setDefaultHighWaterMark(false, 1)'],
    ['the configuration of zod', 'globalThis.__zod_globalConfig.jitless = true'],
    [
      'the handlers of comlink',
      `import { transferHandlers } from ${JSON.stringify(import.meta.resolve('comlink'))}; transferHandlers.delete('throw')`,
    ],
    [
      'the dispatcher of fetch',
      'const own = Symbol.for("undici.globalDispatcher.1"); globalThis[own] = { dispatch: globalThis[own].dispatch }',
    ],
  ];

  it('the comparison sees each kind of change', async () => {
    const seen = await imported(
      'equipped',
      touches.map(([, source]) => inText(source)),
    );
    expect(touches.filter((_, at) => seen[at]?.changed.length === 0).map(([what]) => what)).toEqual([]);
  });

  // Node 24 sets its own dispatcher when a module imports node:http; then undici leaves that one.
  const nodeSets = Number(process.versions.node.split('.')[0]) > 20;
  it.skipIf(nodeSets)('the comparison sees that a program without libraries gets a dispatcher', async () => {
    const [seen] = await imported('bare', [import.meta.resolve('undici')]);
    expect(seen?.changed.join()).toContain('globalDispatcher');
  });

  it('the comparison sees nothing if nothing is done', async () => {
    const seen = await imported('bare', [inText(''), inText('export const a = /a/.exec("a")')]);
    expect(seen).toMatchObject([{ changed: [] }, { changed: [] }]);
  });
});
