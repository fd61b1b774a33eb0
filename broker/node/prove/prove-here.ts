import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeBroker } from '../../broker.ts';
import { startExtension } from '../../start-extension.ts';
import { lockedSentences } from '../../vault/keychain.ts';
import { startExtensionWorker } from '../extension-worker.ts';
import { nodePowers } from '../node-powers.ts';
import { openSettingsClient } from '../open-settings-client.ts';
import { echoPaths, startEchoingServer } from './echoing-server.ts';
import { passingKeychain } from './passing-keychain.ts';
import { filesOf, scanForCanaries } from './scan-for-canaries.ts';
import { watchPorts } from './watch-ports.ts';
import { witnessProvider, writeWitness } from './witness.ts';

export type Check = { readonly ok: boolean; readonly text: string };

/**
 * The canary proof on the installation that it is run with: its Node, its libraries, its keyring if `keyring` says so.
 * In a folder of its own that is gone afterwards; the user's connections are not touched and not needed.
 */
export const proveHere = async ({
  keyring,
  stderr,
}: {
  readonly keyring: boolean;
  readonly stderr: NodeJS.WritableStream;
}): Promise<readonly Check[]> => {
  const canary = `canary+/${randomBytes(24).toString('base64')}`;
  const parent = mkdtempSync(join(tmpdir(), 'valetkey-prove-'));
  const folder = join(parent, 'broker');
  const server = await startEchoingServer(canary);
  mkdirSync(folder, { mode: 0o700 });
  const { keychain, forget } = passingKeychain(folder, { keyring, keep: false });
  const lines: string[] = [];
  try {
    const watch = watchPorts();
    const shell = nodePowers({ stderr });
    const broker = makeBroker({
      ...{ ...shell, folder, keychain },
      makeChannel: watch.tapChannels(shell.makeChannel),
      log: (_level, text, cause) => lines.push(`${text} ${cause instanceof Error ? cause.stack : ''}`),
      askConsent: async ({ nonce, choices }) => {
        const [choice] = choices;
        if (choice === undefined) return { nonce, decision: 'deny' };
        return { nonce, decision: 'once', connectionId: choice.connectionId };
      },
    });
    const vault = await broker.unlock();
    if (vault.state === 'locked') {
      await broker.close();
      return [{ ok: false, text: `the vault could not be opened. ${lockedSentences[vault.why]}` }];
    }
    const { client: settings, close: closeSettings } = openSettingsClient(broker, watch.tap);
    const witness = await startExtension(writeWitness(parent), {
      ...{ broker, tap: watch.tap, startProcess: startExtensionWorker },
      say: (_who, _level, text) => lines.push(text),
    });
    await settings.createConnection({
      ...{ providerId: witnessProvider as never, displayName: 'Canary' },
      ...{ fields: { url: server.url }, secrets: { token: canary } },
    });
    const activated = await witness.activated;
    await witness.stop();
    const { entries } = await settings.listAudit({ limit: 1_000 });
    const verdict = await settings.verifyAudit();
    closeSettings();
    await broker.close();

    const scan = scanForCanaries([canary], {
      'port messages': watch.sent,
      'what the extension said and the log': lines.map((line) => Buffer.from(line)),
      'the audit log': entries.map((entry) => Buffer.from(JSON.stringify(entry))),
      'files of the broker': filesOf(folder),
    });
    const answers = lines.filter((line) => line.startsWith('got /'));
    const redactions = entries.reduce((sum, entry) => sum + (entry.redactions ?? 0), 0);
    return [
      {
        ok: activated === 'activated' && lines.includes('done'),
        text: `an extension in a confined thread was given a handle, and used it (${activated})`,
      },
      {
        ok: server.authorized === echoPaths.length && server.refused === 0,
        text: `the server got the right token ${server.authorized} of ${echoPaths.length} times, and sent it back each time`,
      },
      {
        ok: answers.length === echoPaths.length && redactions >= echoPaths.length,
        text: `${answers.length} answers reached the extension, with ${redactions} redactions`,
      },
      {
        ok: lines.some((line) => line.startsWith('refused elsewhere destination-refused')),
        text: 'another host was refused',
      },
      {
        ok: scan.found.length === 0,
        text:
          scan.found.length === 0
            ? `the token is nowhere: ${scan.forms} forms of it were looked for in ${scan.bytes} bytes (${scan.places.join(', ')})`
            : `the token was found in: ${scan.found.join(', ')}`,
      },
      {
        ok: verdict.ok && entries.length > 0,
        text: `the audit log has ${entries.length} entries and verifies; secrets were guarded by ${vault.protection}`,
      },
    ];
  } finally {
    await server.stop();
    rmSync(parent, { recursive: true, force: true });
    await forget();
  }
};
