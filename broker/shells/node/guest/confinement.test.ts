import { afterEach, expect, test } from 'vitest';
import { startExtension, startScript } from './fixtures/start-extension.ts';

const running: ReturnType<typeof startExtension>[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map(({ worker }) => worker.stop()));
});

/** What each expression gives in an extension: its value as text, or the name of what it throws. */
const evaluateAll = async (expressions: readonly string[]): Promise<string[]> => {
  const started = startExtension(
    `const runs = [${expressions.map((expression) => `async () => (${expression})`).join(',\n')}];
     for (const run of runs) {
       try { log.info(String(await run())); } catch (error) { log.info('threw ' + error.name); }
     }`,
  );
  running.push(started);
  expect(await started.ended).toEqual({ state: 'activated' });
  return started.lines.map((line) => line.slice('info '.length));
};

test('no power of Node is in scope', async () => {
  const names = [
    ...[
      'process',
      'Buffer',
      'global',
      'fetch',
      'WebSocket',
      'EventSource',
      'navigator',
      'crypto',
      'performance',
    ],
    ...['Worker', 'MessageChannel', 'MessagePort', 'BroadcastChannel', 'structuredClone', 'setImmediate'],
    ...['SharedArrayBuffer', 'Atomics', 'WebAssembly', 'WeakRef', 'FinalizationRegistry', 'Blob', 'File'],
    ...['Compartment', 'lockdown', 'harden', 'importScripts', 'postMessage', 'self', 'window', '__dirname'],
    ...['WritableStream', 'TransformStream', 'Request', 'FormData'],
  ];
  const kinds = await evaluateAll(names.map((name) => `typeof ${name}`));
  expect(kinds).toEqual(names.map(() => 'undefined'));
});

test('a buffer cannot grow, because V8 would not count the growth', async () => {
  expect(await evaluateAll(['new ArrayBuffer(1, { maxByteLength: 3e7 }).resize(3e7)'])).toEqual([
    'threw TypeError',
  ]);
});

test('everything that an extension may rely on is in scope', async () => {
  const names = [
    ...['Response', 'Headers', 'ReadableStream', 'URL', 'URLSearchParams', 'AbortController', 'AbortSignal'],
    ...['TextEncoder', 'TextDecoder', 'DOMException', 'Event', 'EventTarget', 'atob', 'btoa'],
    ...['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'queueMicrotask'],
    ...['Promise', 'Map', 'WeakMap', 'Proxy', 'Float64Array', 'BigInt64Array', 'require'],
  ];
  const kinds = await evaluateAll(names.map((name) => `typeof ${name}`));
  expect(kinds).toEqual(names.map(() => 'function'));
  expect(
    await evaluateAll([
      'Date.now() > 1.6e12 && new Date().getFullYear() > 2020',
      'Math.random() !== Math.random()',
      'new Intl.NumberFormat("en").format(1234.5)',
      'typeof setTimeout(() => {}, 1)',
      'atob("aGk=") + btoa("hi")',
      'new Response("x").body instanceof ReadableStream',
    ]),
  ).toEqual(['true', 'true', '1,234.5', 'number', 'hiaGk=', 'true']);
});

test('no function leads to an evaluator outside', async () => {
  expect(
    await evaluateAll([
      'log.info.constructor("return process")()',
      'connections.request.constructor("return process")()',
      '(async () => {}).constructor("return process")()',
      '(function* () {}).constructor("return process")().next()',
      '(async function* () {}).constructor("return process")().next()',
      'Response.constructor("return process")()',
      'setTimeout("process.exit()")',
      'new Function("return typeof process + typeof this")()',
      'new Function("return import" + "(`node:fs`)")()',
      'new Function("}, process.exit(), function () {")()',
      '(0, globalThis.eval)("typeof process")',
      '(0, globalThis.eval)("import" + "(`node:fs`)")',
      'Reflect.construct(Object.getPrototypeOf(async () => {}).constructor, ["return process"])',
      '(function () { return typeof this; })()',
      '(function () { return arguments.callee; })()',
      '(function () { return (function me() { return me.caller; })(); })()',
    ]),
  ).toEqual([
    ...['threw TypeError', 'threw TypeError', 'threw TypeError', 'threw TypeError', 'threw TypeError'],
    ...['threw TypeError', 'threw TypeError', 'undefinedundefined', 'threw SyntaxError', 'threw SyntaxError'],
    ...['undefined', 'threw SyntaxError', 'threw TypeError', 'undefined', 'threw TypeError', 'undefined'],
  ]);
});

test('shared prototypes and objects from the shell cannot be changed', async () => {
  const attempts = await evaluateAll([
    'Array.prototype.map = () => "mine"',
    'Object.prototype.polluted = 1',
    '({}).__proto__.polluted = 1',
    'Object.defineProperty(Promise.prototype, "then", { value: () => {} })',
    'Object.setPrototypeOf(Object.prototype, {})',
    'Response.prototype.text = () => "mine"',
    'Response.prototype.text.mine = 1',
    'connections.request = () => {}',
    'log.info = () => {}',
    'ValetkeyError.prototype.mine = 1',
    'JSON.parse = () => {}',
    'Math.random = () => 4',
    'console.log = () => {}',
    'Error.prepareStackTrace = (error, frames) => frames, typeof new Error().stack',
    'Error.stackTraceLimit = 100, typeof Error.stackTraceLimit',
  ]);
  expect(attempts).toEqual([...new Array(13).fill('threw TypeError'), 'string', 'undefined']);
});

test('an extension’s own objects still work, also over frozen prototypes', async () => {
  expect(
    await evaluateAll([
      '(() => { const own = {}; own.toString = () => "mine"; return own; })()',
      '(() => { class Mine extends Error { name = "Mine"; } return new Mine("x") + "" + (new Mine() instanceof Error); })()',
      '(() => { globalThis.mine = 1; return mine; })()',
      '(() => { function Old() {} Old.prototype.constructor = Old; return new Old().constructor === Old; })()',
    ]),
  ).toEqual(['mine', 'Mine: xtrue', '1', 'true']);
});

test('a stack shows places in the extension’s script, and no path of this machine', async () => {
  const stacks = await evaluateAll([
    'new Error("own").stack',
    'connections.request({}).catch((error) => error.stack)',
    '(() => { try { null.x; } catch (error) { return error.stack; } })()',
    '(() => { try { new URL("no"); } catch (error) { return error.stack; } })()',
    '(() => { try { connections.use({}); } catch (error) { return error.stack; } })()',
  ]);
  for (const stack of stacks) {
    expect(stack).toMatch(/ acme\.reader\/extension\.js:|\(acme\.reader\/extension\.js:/);
    expect(stack).not.toMatch(/node:|file:|node_modules|dist/);
  }
});

test('closing the wrapper early gains nothing', async () => {
  const started = startScript(
    '}), (() => { throw new Error(typeof process + typeof require); })(), (function () {',
  );
  running.push(started);
  expect(await started.ended).toEqual({
    state: 'failed',
    message: expect.stringMatching(
      /^Error: undefinedundefined(?:\n +at acme\.reader\/extension\.js:1:\d+)+$/,
    ),
  });
});
