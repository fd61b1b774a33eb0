/**
 * The parts of undici that are used, each from its own file. `undici` itself sets the dispatcher of every `fetch` of
 * the process when it is loaded, and that is the embedding application's (broker/checks/threats/f-imports.test.ts).
 */
declare module 'undici/lib/dispatcher/pool.js' {
  import { Pool } from 'undici';

  export = Pool;
}

declare module 'undici/lib/core/connect.js' {
  import { buildConnector } from 'undici';

  export = buildConnector;
}
