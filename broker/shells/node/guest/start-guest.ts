import { workerData } from 'node:worker_threads';
import * as extensionApi from '@valetkey/extension-api';
import { type Port, runExtension } from '@valetkey/extension-api/host';
import { z } from 'zod';
import { describeValue } from './describe-value.ts';
import { type Endowments, makeEndowments } from './endowments.ts';
import { evaluateScript } from './evaluate-script.ts';
import { watchHeap } from './heap-watch.ts';
import { showOnlyFramesOf } from './script-stack.ts';
import { stripStartRealm } from './strip-start-realm.ts';
import { useGuestWeb } from './web/use-guest-web.ts';

export type GuestStart = {
  readonly controlPort: Port;
  readonly extensionId: string;
  readonly mainSource: string;
  readonly heapMb: number;
};

const { process, setInterval } = globalThis;

/**
 * `alsoInScope` is for tests, which have their own entry script: worker.ts passes nothing.
 */
export async function startGuest(alsoInScope: Endowments = {}): Promise<void> {
  const { controlPort, extensionId, mainSource, heapMb } = workerData as GuestStart;
  const scriptName = `${extensionId}/extension.js`;

  process.removeAllListeners('warning'); // they address the person who runs Node, but are about our code
  watchHeap(heapMb);
  z.config({ jitless: true }); // new Function is SES's here: slower than no compiled schemas
  useGuestWeb();
  const api = harden({ ...extensionApi });
  showOnlyFramesOf(scriptName);
  stripStartRealm();

  // Without it there is nobody to ask or to tell.
  controlPort.addEventListener('close', () => process.exit(0));
  await runExtension({
    port: controlPort,
    every: (ms, run) => {
      setInterval(run, ms);
    },
    harden,
    load: (log) => {
      // A browser's worker also goes on after these; here the whole extension would die of one forgotten `catch`.
      process.on('uncaughtException', (error) => log.error(`Uncaught: ${describeValue(error)}`));
      process.on('unhandledRejection', (reason) =>
        log.error(`Unhandled rejection: ${describeValue(reason)}`),
      );
      const scope = { ...makeEndowments(log), ...alsoInScope };
      return evaluateScript({ source: mainSource, scriptName, scope, api });
    },
  });
}
