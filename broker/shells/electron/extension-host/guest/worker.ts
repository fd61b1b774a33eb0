// What an extension's Worker runs: empties its own scope, takes the control port, then loads the extension.
import './interpret-schemas.ts';
import * as extensionApi from '@valetkey/extension-api';
import { runExtension } from '@valetkey/extension-api/host';
import { makeConsole } from '../../../node/guest/console.ts';
import { type PagePort, portFromMain } from '../../page/port-from-main.ts';
import { catchLateErrors } from './catch-late-errors.ts';
import { loadEntry, takeEvaluate } from './load-entry.ts';
import { takeAway } from './take-away.ts';

type WorkerEvent = { readonly data: string; readonly ports: readonly PagePort[] };
type Listen = (type: string, listener: (event: never) => void, options?: { once: boolean }) => void;
const scope = globalThis as unknown as Parameters<typeof takeEvaluate>[0] & { addEventListener: Listen };

const { setInterval } = globalThis;
const listen: Listen = scope.addEventListener.bind(scope);
const evaluate = takeEvaluate(scope);
takeAway(globalThis);

const run = async (mainSource: string, port: PagePort): Promise<void> => {
  await runExtension({
    port: portFromMain(port),
    every: (ms, beat) => {
      // The first one at once: from then on, a script that never comes to its end is a hang.
      beat();
      setInterval(beat, ms);
    },
    harden: Object.freeze,
    load: (log) => {
      catchLateErrors(listen, log.error);
      Object.assign(globalThis, { console: makeConsole(log) });
      return loadEntry(mainSource, evaluate, Object.freeze({ ...extensionApi }));
    },
  });
};

listen(
  'message',
  ({ data, ports: [port] }: WorkerEvent) => {
    if (port !== undefined) void run(data, port);
  },
  { once: true },
);
