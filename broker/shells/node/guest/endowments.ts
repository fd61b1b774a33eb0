import { type Log, makeConsole } from './console.ts';
import { makeTimers } from './timers.ts';
import { guestWeb } from './web/use-guest-web.ts';

// Taken now: strip-start-realm.ts leaves no global that a Compartment lacks.
const language = {
  // A Compartment's own Date and Math cannot tell the time or a random number.
  Date: globalThis.Date,
  Math: globalThis.Math,
  Intl: globalThis.Intl,
  // SES withholds these two: a NaN's bits could carry messages between Compartments. Here is only one.
  Float32Array: globalThis.Float32Array,
  Float64Array: globalThis.Float64Array,
};

export type Endowments = Readonly<Record<string, unknown>>;

/**
 * All that an extension finds in scope beyond the language. Everything is frozen through and through, once, here.
 *
 * Not here, on purpose:
 * - fetch, WebSocket, EventSource: a handle is the only way out.
 * - process, Buffer, require of modules, Worker, MessageChannel, BroadcastChannel, WebAssembly.
 * - structuredClone, Blob, WritableStream, TransformStream and Node's own classes of any kind: see web/README.md.
 * - performance, Atomics, SharedArrayBuffer: fine clocks. Date counts milliseconds.
 * - crypto: an extension has no secret to make; Math.random is there.
 * - WeakRef, FinalizationRegistry: they tell when the collector runs.
 */
export function makeEndowments(log: Log): Endowments {
  return harden({
    console: makeConsole(log),
    ...makeTimers(),
    ...guestWeb,
    ...language,
  });
}
