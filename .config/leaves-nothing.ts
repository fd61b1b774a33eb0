import { afterAll, expect } from 'vitest';

/**
 * For test files that share a process: what one leaves in it, the next would find. Not looked at: variables of vitest and
 * of our watch, and what is done when the process ends.
 */
const ownNames = /^(?:NODE_OPTIONS|VALETKEY_|VITEST|TEST$|DEV$|PROD$|MODE$|BASE_URL$|SSR$)/;
/** What importing Lit in Node adds to the globals. */
const ofLibraries = /^(?:__|lit[A-Z]|customElements$|reactiveElement)/;
const state = () => ({
  folder: process.cwd(),
  environment: Object.entries(process.env).filter(([name]) => !ownNames.test(name)),
  globals: Object.getOwnPropertyNames(globalThis).filter((name) => !ofLibraries.test(name)),
  fetch: globalThis.fetch,
  isFrozen: Object.isFrozen(Object.prototype),
  added: Object.keys(Object.prototype),
  listeners: process
    .eventNames()
    .filter((name) => name !== 'exit')
    .map((name) => [String(name), process.listenerCount(name)]),
});

const before = state();
afterAll(() => {
  expect(state(), 'the file leaves something behind in its process').toEqual(before);
});
