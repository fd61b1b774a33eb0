import { getDomain } from 'tldts-icann';

/** The list is longer than the rest of a small page, so both pages load it from one file; `build-pages.mjs` has the name. */
Object.assign(globalThis, { publicSuffixes: { getDomain } });
