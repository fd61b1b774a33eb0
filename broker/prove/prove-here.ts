import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeBroker } from '../broker.ts';
import { type StartProcess, startExtension } from '../extensions/start-extension.ts';
import type { BrokerPowers } from '../powers.ts';
import { lockedSentences } from '../secrets/vault/keychain.ts';
import { openSettingsClient } from '../shells/node/open-settings-client.ts';
import { never } from '../time/never.ts';
import { unlessInterrupted } from '../time/unless-interrupted.ts';
import { echoPaths, startEchoingServer } from './echoing-server.ts';
import { passingFolder } from './passing-folder.ts';
import { filesOf, scanForCanaries } from './scan-for-canaries.ts';
import { watchPorts } from './watch-ports.ts';
import { witnessProvider, writeWitness } from './witness.ts';

export type Check = { readonly ok: boolean; readonly text: string };

/** What is proved: a shell, with its own keyring, ports and processes of extensions. */
export type ProofShell = {
  readonly open: (folder: string) => {
    readonly powers: Omit<BrokerPowers, 'folder' | 'askConsent' | 'log'>;
    /** Takes away what stands outside of the folder. Never rejects. */
    readonly forget: () => Promise<void>;
  };
  readonly startProcess: StartProcess;
  /** Where its extensions run, in words. */
  readonly where: string;
};

/**
 * The canary proof on the installation that it is run with: its shell, its libraries, its keyring if the shell has it
 * so. In a folder of its own that is gone afterwards; the user's connections are not touched and not needed.
 */
export async function proveHere(
  { open, startProcess, where }: ProofShell,
  interrupted: Promise<unknown> = never(),
): Promise<readonly Check[]> {
  const canary = `canary+/${randomBytes(24).toString('base64')}`;
  const { path: parent, remove } = passingFolder('valetkey-prove-');
  const folder = join(parent, 'broker');
  const server = await startEchoingServer(canary);
  mkdirSync(folder, { mode: 0o700 });
  const { powers, forget } = open(folder);
  const lines: string[] = [];
  let closeBroker = async (): Promise<void> => undefined;
  const prove = async (): Promise<readonly Check[]> => {
    const watch = watchPorts();
    const broker = makeBroker({
      ...powers,
      folder,
      makeChannel: watch.tapChannels(powers.makeChannel),
      // The witness describes the service, so it may ask before the connection is there.
      keepsRequestsOpen: true,
      log: (_level, text, cause) => lines.push(`${text} ${cause instanceof Error ? cause.stack : ''}`),
      askConsent: async ({ nonce, choices }) => {
        const [choice] = choices;
        if (choice === undefined) return { nonce, decision: 'deny' };
        return { nonce, decision: 'once', connectionId: choice.connectionId };
      },
    });
    let closing: Promise<void> | undefined;
    closeBroker = () => {
      closing ??= broker.close();
      return closing;
    };
    const vault = await broker.unlock();
    if (vault.state === 'locked') {
      return [{ ok: false, text: `the vault could not be opened. ${lockedSentences[vault.why]}` }];
    }
    const { client: settings, close: closeSettings } = openSettingsClient(broker, watch.tap);
    const witness = await startExtension(writeWitness(parent), {
      broker,
      tap: watch.tap,
      startProcess,
      say: (_who, _level, text) => lines.push(text),
    });
    await settings.createConnection({
      providerId: witnessProvider as never,
      displayName: 'Canary',
      fields: { url: server.url },
      secrets: { token: canary },
    });
    const activated = await witness.activated;
    await witness.stop();
    const { entries } = await settings.listAudit({ limit: 1_000 });
    const verdict = await settings.verifyAudit();
    closeSettings();
    await closeBroker();

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
        text: `an extension in ${where} was given a handle, and used it (${activated})`,
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
  };
  try {
    return await unlessInterrupted(interrupted, prove);
  } finally {
    await closeBroker();
    await server.stop();
    remove();
    await forget();
  }
}

/** For a person, or as JSON lines; with whether all of it was proved. */
export const tellChecks = (
  checks: readonly Check[],
  json: boolean,
): { readonly proved: boolean; readonly lines: readonly string[] } => {
  const proved = checks.every(({ ok }) => ok);
  if (json) return { proved, lines: checks.map((check) => JSON.stringify(check)) };
  const lines = checks.map(({ ok, text }) => `${ok ? 'ok  ' : 'FAIL'}  ${text}`);
  return { proved, lines: [...lines, proved ? 'proved, on this installation' : 'NOT proved'] };
};
