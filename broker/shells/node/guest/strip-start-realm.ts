/**
 * Deletes from the start realm's global object what no Compartment has: process, Buffer, fetch, MessageChannel and the
 * rest. The extension cannot reach that object; should a hole ever lead there, it is empty.
 * Not a wall: who can evaluate code in the start realm can still `import('node:fs')` from it.
 */
export function stripStartRealm(): void {
  const kept = new Set(Reflect.ownKeys(new Compartment().globalThis));
  for (const name of stillUsed) kept.add(name);
  for (const name of Reflect.ownKeys(globalThis)) {
    if (!kept.has(name)) Reflect.deleteProperty(globalThis, name);
  }
}

/** Looked up as globals, at call time, by extension-api and zod. */
const stillUsed = ['Response', 'Headers', 'ReadableStream', 'URL', 'URLSearchParams', 'Intl'];
