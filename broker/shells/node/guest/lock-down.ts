import './host-text-coders.ts';

// V8 counts a buffer as large as it was made: what it grows by is in no statistics that heap-watch.ts could read. Before
// SES, which keeps the method and puts one of its own over it; a static import would come first.
Reflect.deleteProperty(ArrayBuffer.prototype, 'resize');
await import('ses');

// SES takes these for part of the language and would put Node's own into every Compartment, also those that an
// extension makes. Their error messages hand out node:util's `inspect`.
Reflect.deleteProperty(globalThis, 'TextEncoder');
Reflect.deleteProperty(globalThis, 'TextDecoder');

/**
 * Freezes and tames the thread's intrinsics, before any library and long before the extension: what loads later finds
 * a realm in which a prototype cannot be changed and no function leads to an evaluator.
 *
 * `worker.ts` imports this first, and everything else dynamically after it: comlink and zod must not be evaluated
 * before, because they would keep the untamed Error and Function.
 */
lockdown({
  // Errors carry no stack of their own making; script-stack.ts decides which frames an extension may see.
  errorTaming: 'safe',
  // The start realm's console is Node's; the extension gets one of ours, so there is nothing to wrap.
  consoleTaming: 'unsafe',
  // Assigning over an inherited name (`obj.toString = f`) works on every frozen prototype, as bundled code expects.
  overrideTaming: 'severe',
  // `toLocaleString` keeps its meaning. The locale is no secret, and reproducible runs are not a goal here.
  localeTaming: 'unsafe',
  // Node's `domain` would put its own objects on promises and emitters.
  domainTaming: 'safe',
  regExpTaming: 'safe',
  evalTaming: 'safe-eval',
  // What nobody caught is reported by start-guest.ts in the extension's own log; SES would exit or print stacks.
  errorTrapping: 'none',
  unhandledRejectionTrapping: 'none',
  reporting: 'none',
});

// The start realm keeps %InitialError%, with captureStackTrace and stackTraceLimit, and every class that extends it
// leads there: `error.constructor.__proto__`. Libraries loaded from here on extend the powerless one.
globalThis.Error = Error.prototype.constructor as ErrorConstructor;
