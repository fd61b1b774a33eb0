/** What remains in an extension's scope; the same as in the Node shell's Compartment (node/guest/endowments.ts). */
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
  ...['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval', 'queueMicrotask', 'console'],
]);

/**
 * Deletes from the Worker's scope, and from its prototypes, all that an extension has no use for: fetch, WebSocket,
 * indexedDB, Worker, importScripts, navigator, performance and the rest, named here by what stays.
 *
 * Tidiness, not a wall: whoever finds one of them another way meets the CSP, the session and the sandbox, which refuse
 * it all the same. The tests run with and without this.
 */
export const stripScope = (scope: object, added: Readonly<Record<string, unknown>>): void => {
  for (
    let at: object | null = scope;
    at !== null && at !== Object.prototype;
    at = Object.getPrototypeOf(at)
  ) {
    // Methods of every EventTarget, AbortSignal among them.
    if (Object.hasOwn(at, 'constructor') && at.constructor.name === 'EventTarget') break;
    for (const name of Reflect.ownKeys(at)) {
      if (!kept.has(name) && name !== 'constructor') Reflect.deleteProperty(at, name);
    }
  }
  Object.assign(scope, added);
};
