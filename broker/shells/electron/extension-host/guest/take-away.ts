import { replaceEvaluators } from './replace-evaluators.ts';

/** What remains in an extension's scope; the same as in the Node shell's Compartment (shells/node/guest/endowments.ts). */
const kept = new Set<PropertyKey>([
  ...['globalThis', 'undefined', 'NaN', 'Infinity', 'Object', 'Function', 'Array', 'Number', 'Boolean'],
  ...['String', 'Symbol', 'BigInt', 'Math', 'JSON', 'Intl', 'Reflect', 'Proxy', 'Promise', 'Date', 'RegExp'],
  ...['Error', 'AggregateError', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError'],
  ...['URIError', 'Map', 'Set', 'WeakMap', 'WeakSet', 'Iterator', 'ArrayBuffer', 'DataView', 'Int8Array'],
  ...['Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array'],
  ...['Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array', 'parseInt', 'parseFloat', 'isNaN'],
  ...['isFinite', 'encodeURI', 'encodeURIComponent', 'decodeURI', 'decodeURIComponent'],
  ...['AbortController', 'AbortSignal', 'DOMException', 'Event', 'EventTarget', 'Headers', 'Response'],
  ...['ReadableStream', 'TextDecoder', 'TextEncoder', 'URL', 'URLSearchParams', 'atob', 'btoa'],
  ...['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval', 'queueMicrotask'],
]);

/**
 * Of classes that could keep bytes in the browser process, in Blobs and what is made of them, the members that keep none.
 * Named by what stays, so that a Chromium with more members adds none.
 */
const keptMembers: Readonly<
  Record<string, readonly [members: readonly string[], statics: readonly string[]]>
> = {
  Response: [
    [
      'arrayBuffer',
      'body',
      'bodyUsed',
      'bytes',
      'clone',
      'headers',
      'json',
      'ok',
      'redirected',
      'status',
      'statusText',
    ].concat(['text', 'type', 'url']),
    ['error', 'json', 'redirect'],
  ],
  URL: [
    [
      'hash',
      'host',
      'hostname',
      'href',
      'origin',
      'password',
      'pathname',
      'port',
      'protocol',
      'search',
      'searchParams',
    ].concat(['toJSON', 'toString', 'username']),
    ['canParse', 'parse'],
  ],
  ReadableStream: [['cancel', 'getReader', 'locked', 'pipeThrough', 'pipeTo', 'tee', 'values'], ['from']],
};

/**
 * Takes from the Worker's scope, and from its prototypes and classes, all that an extension has no use for: fetch,
 * indexedDB, Worker, importScripts, BroadcastChannel, navigator, Blob and the rest. What is left makes no request, keeps
 * nothing outside this process and prints nothing, so that the extension's ports are the only way to make work for main;
 * those are metered. Called once, before anything of the extension is evaluated: there is no second realm to take it
 * from, since without frames, Workers and `importScripts` none can be made.
 *
 * Against reaching the network or another's storage it is no wall: the CSP, the session and the sandbox refuse that.
 */
export function takeAway(scope: object): void {
  const classes = scope as Record<string, { prototype: object }>;
  for (const [name, [members, statics]] of Object.entries(keptMembers)) {
    const one = classes[name];
    if (one === undefined) throw new Error(`there is no ${name}`);
    takeAllBut(one.prototype, ['constructor', ...members]);
    takeAllBut(one, ['length', 'name', 'prototype', 'arguments', 'caller', ...statics]);
  }
  for (const [name, use] of [
    ['blob', 'arrayBuffer() or bytes()'],
    ['formData', 'text() or arrayBuffer()'],
  ] as const) {
    const value = async (): Promise<never> => {
      throw new TypeError(`Extensions have no Blob or FormData: use ${use} instead of ${name}().`);
    };
    Object.defineProperty(classes['Response']?.prototype, name, {
      value,
      writable: true,
      configurable: true,
    });
  }
  replaceEvaluators(scope);
  for (
    let at: object | null = scope;
    at !== null && at !== Object.prototype;
    at = Object.getPrototypeOf(at)
  ) {
    // Methods of every EventTarget, AbortSignal among them.
    if (Object.hasOwn(at, 'constructor') && at.constructor.name === 'EventTarget') break;
    takeAllBut(at, [...kept, 'constructor']);
  }
}

/** Numbers stay where Chromium fixes them. Anything else ends the start: nobody has looked at what it can do. */
const takeAllBut = (from: object, names: readonly PropertyKey[]): void => {
  for (const name of Reflect.ownKeys(from)) {
    if (names.includes(name) || typeof name === 'symbol') continue;
    const fixed = Reflect.deleteProperty(from, name)
      ? undefined
      : Reflect.getOwnPropertyDescriptor(from, name);
    if (fixed !== undefined && typeof fixed.value !== 'number')
      throw new Error(`${name} cannot be taken away`);
  }
};
