// What an extension's Worker runs: takes the control port, empties its own scope, then loads the extension into it.
import * as extensionApi from '@valetkey/extension-api';
import { runExtension } from '@valetkey/extension-api/host';
import { z } from 'zod';
import { makeConsole } from '../../../node/guest/console.ts';
import { describeValue } from '../../../node/guest/describe-value.ts';
import { type PagePort, portFromMain } from '../../page/port-from-main.ts';
import { loadEntry } from './load-entry.ts';
import { stripScope } from './strip-scope.ts';

type WorkerEvent = {
  readonly ports: readonly PagePort[];
  readonly error?: unknown;
  readonly message?: string;
  readonly reason?: unknown;
  preventDefault(): void;
};
type Scope = {
  addEventListener(type: string, listener: (event: WorkerEvent) => void, options?: { once: boolean }): void;
  importScripts(url: string): void;
  close(): void;
};
const scope = globalThis as unknown as Scope;

z.config({ jitless: true }); // the CSP forbids new Function; zod would try, and the attempt is reported

const run = async (port: PagePort): Promise<void> => {
  const { setInterval } = globalThis;
  const importScripts = scope.importScripts.bind(scope);
  const listen = scope.addEventListener.bind(scope);
  await runExtension({
    port: portFromMain(port),
    every: (ms, beat) => {
      // The first one at once: from then on, a script that never comes to its end is a hang.
      beat();
      setInterval(beat, ms);
    },
    harden: Object.freeze,
    load: (log) => {
      // Prevented, or the page would print them too, and an extension could flood main that way.
      listen('error', (event) => {
        event.preventDefault();
        log.error(`Uncaught: ${describeValue(event.error ?? event.message)}`);
      });
      listen('unhandledrejection', (event) => {
        event.preventDefault();
        log.error(`Unhandled rejection: ${describeValue(event.reason)}`);
      });
      stripScope(globalThis, { console: makeConsole(log) });
      return loadEntry({ importScripts, url: 'extension.js', api: Object.freeze({ ...extensionApi }) });
    },
  });
};

scope.addEventListener(
  'message',
  ({ ports: [port] }) => {
    if (port !== undefined) void run(port);
  },
  { once: true },
);
