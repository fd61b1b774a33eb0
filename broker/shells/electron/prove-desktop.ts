import { rmSync } from 'node:fs';
import type { App } from 'electron/main';
import type { StartProcess } from '../../extensions/start-extension.ts';
import { type ProofShell, proveHere, tellChecks } from '../../prove/prove-here.ts';
import { electronPowers } from './electron-powers.ts';

/**
 * The canary proof in this very application: its main process, its keyring, its hidden pages of extensions. Prints what
 * it found and ends with 0 if all of it is well. `app` has a folder of its own by then, so the user's is not opened.
 */
export function proveDesktop(
  app: App,
  { startProcess, json }: { readonly startProcess: () => StartProcess; readonly json: boolean },
): void {
  const run = async (): Promise<void> => {
    const shell: ProofShell = {
      open: (folder) => ({
        powers: electronPowers({
          folder,
          log: () => undefined,
          allowWeakProtection: () => false,
          askConsent: async ({ nonce }) => ({ nonce, decision: 'deny' }),
        }),
        forget: async () => undefined,
      }),
      startProcess: startProcess(),
      where: 'a hidden sandboxed page',
    };
    const { proved, lines } = tellChecks(await proveHere(shell), json);
    process.stdout.write(`${lines.join('\n')}\n`, () => app.exit(proved ? 0 : 1));
  };
  app.on('quit', () => rmSync(app.getPath('userData'), { recursive: true, force: true }));
  // Not awaited, as in app.ts. The last hidden page that closes does not end the application.
  app.on('window-all-closed', () => undefined);
  app
    .whenReady()
    .then(run)
    .catch((error: unknown) => {
      process.stderr.write(
        `valetkey error: nothing could be proved\n  ${error instanceof Error ? error.stack : error}\n`,
      );
      app.exit(1);
    });
}
