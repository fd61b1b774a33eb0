import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@valetkey/api-contracts';
import { makeBroker } from '../broker.ts';
import type { AskChange, AskConsent, AskElicitation } from '../consent/prompts.ts';
import type { SettingsContract } from '../contracts/settings.ts';
import { ownFolder } from '../database/own-folder.ts';
import { logLine } from '../extensions/log-line.ts';
import type { Broker } from '../powers.ts';
import { type Keychain, type KeychainAnswer, lockedSentences, wipe } from '../secrets/vault/vault.ts';
import { keychainOfFolder, passphraseFileIn } from '../shells/node/keychain-of-folder.ts';
import { nodePowers } from '../shells/node/node-powers.ts';
import { openSettingsClient } from '../shells/node/open-settings-client.ts';
import { passphraseKeychain } from '../shells/node/passphrase-keychain.ts';
import { terminalChange } from '../shells/node/terminal-change.ts';
import { unlessInterrupted } from '../time/unless-interrupted.ts';
import { CommandError, type CommandPowers } from './command-powers.ts';
import { describedByExtensions } from './read-registry.ts';
import { readSecretFile } from './read-secret-file.ts';
import { refuseAbsent, refuseFile } from './refuse-absent.ts';
import { whyLocked } from './why-locked.ts';
import { workspaceHere } from './workspace-here.ts';

export type BrokerOptions = {
  readonly folder: string;
  readonly passphraseFile?: string;
  /** The folder that is open as the workspace. Absent: the nearest one (workspace-here.ts). */
  readonly workspace?: string | undefined;
  /** Folders of extensions whose services are to be known. Nothing of them is run. */
  readonly extension?: readonly string[];
  /** Confirms beforehand what the person would be asked about: for scripts. */
  readonly yes?: boolean;
};
type Work<T> = (settings: Client<SettingsContract>, broker: Broker) => Promise<T>;
type Powers = Pick<CommandPowers, 'stdin' | 'stdout' | 'stderr' | 'now' | 'untilInterrupted'> & {
  /** Where extensions are run; elsewhere nothing is asked. */
  readonly askConsent?: AskConsent;
  /** Otherwise the person at the terminal is asked. */
  readonly askChange?: AskChange;
  /** Absent: MCP servers are told that nobody can be asked. */
  readonly askElicitation?: AskElicitation | undefined;
};

/**
 * A broker on the folder, for as long as `work` takes: what the commands that change something work through, so that
 * every rule and every line of the audit log is the same as in the settings page. It may run beside the application's
 * own. Throws CommandError where there is nothing to work on, and when the vault does not open.
 */
export async function withBroker<T>(options: BrokerOptions, powers: Powers, work: Work<T>): Promise<T> {
  refuseAbsent(options.folder, 'state.db');
  return withNewBroker(options, powers, work);
}

/** The same, and where there is nothing yet, it is made, once there is a key for it. */
export const withNewBroker = async <T>(options: BrokerOptions, powers: Powers, work: Work<T>): Promise<T> => {
  refuseFile(options.folder);
  // Before a key file is read there, or written.
  if (existsSync(options.folder))
    ownFolder(options.folder, (sentence) => powers.stderr.write(logLine('warn', sentence)));
  const given = await keychainIn(options);
  const isThere = existsSync(join(options.folder, 'secrets.db'));
  const keychain = isThere ? given : await withKey(given);
  const unlock = async (broker: Broker): Promise<void> => {
    const state = await broker.unlock();
    if (state.state === 'locked') throw new CommandError(whyLocked(state.why, options));
  };
  return through(options, keychain, powers, work, unlock);
};

/** For what is there just when the vault does not open. */
export const withUnopenedBroker = async <T>(
  options: BrokerOptions,
  powers: Powers,
  work: Work<T>,
): Promise<T> => {
  refuseAbsent(options.folder, 'secrets.db');
  return through(options, await keychainToGiveUp(options), powers, work);
};

/** Giving a passphrase while no keyring answers moves the vault under that passphrase. */
const keychainToGiveUp = async (options: BrokerOptions): Promise<Keychain> => {
  const guarding = await keychainIn(options);
  const { folder, passphraseFile } = options;
  if (passphraseFile === undefined || guarding.kind === 'passphrase') return guarding;
  const answer = await guarding.unlock({ mayCreate: false });
  wipe(answer);
  if (answer.state !== 'unlocked' && answer.why === 'keyring-unavailable') {
    const passphrase = readSecretFile(passphraseFile);
    return passphraseKeychain({ file: passphraseFileIn(folder), askPassphrase: async () => passphrase });
  }
  return guarding;
};

/**
 * A broker makes its databases before it unlocks: what keeps the key away has to be known by then. The answer is the
 * broker's own first one, since a passphrase takes its time and a keyring may ask somebody. Of a key file the first stays;
 * a second key in a keyring would take the place of the first, so that one is made by the broker, under its lock.
 */
const withKey = async (keychain: Keychain): Promise<Keychain> => {
  const mayCreate = keychain.kind === 'passphrase';
  let answer: KeychainAnswer | undefined = await keychain.unlock({ mayCreate });
  if (answer.state === 'missing' && !mayCreate) return keychain;
  if (answer.state !== 'unlocked') throw new CommandError(lockedSentences[answer.why]);
  return {
    ...keychain,
    unlock: async (options) => {
      const first = answer;
      answer = undefined;
      return first ?? keychain.unlock(options);
    },
  };
};

/** For what has no secret to open or to store: nobody is asked for the vault's key. */
export const withLockedBroker = async <T>(
  options: BrokerOptions,
  powers: Powers,
  work: Work<T>,
): Promise<T> => {
  refuseAbsent(options.folder);
  return through(options, neverAsked, powers, work);
};

const neverAsked: Keychain = {
  kind: 'none',
  describe: () => ({ protection: 'not asked for' }),
  unlock: async () => ({ state: 'unavailable', why: 'not-yet-unlocked' }),
};

/** With `--yes`, what a script reads is the outcome alone. */
export const changeAtTerminal = (
  yes: boolean,
  { stdin, stdout, stderr }: Pick<CommandPowers, 'stdin' | 'stdout' | 'stderr'>,
): AskChange =>
  terminalChange(yes ? { input: stdin, output: stderr, answer: 'allow' } : { input: stdin, output: stdout });

const denied: AskConsent = async ({ nonce }) => ({ nonce, decision: 'deny' });

const through = async <T>(
  { folder, workspace: named, extension = [], yes = false }: BrokerOptions,
  keychain: Keychain,
  { stdin, stdout, stderr, now, untilInterrupted, askConsent = denied, askChange, askElicitation }: Powers,
  work: Work<T>,
  /** Not interrupted: a vault that is being opened is not closed meanwhile. */
  unlock: (broker: Broker) => Promise<void> = async () => undefined,
): Promise<T> => {
  const described = await describedByExtensions(extension);
  const workspace = await workspaceHere(named);
  // From here on a signal may not end this process by itself: it would leave programs behind that the broker started.
  const interrupted = untilInterrupted();
  const broker = makeBroker({
    ...nodePowers({ stderr }),
    folder,
    now,
    keychain,
    workspace,
    described,
    askConsent,
    askElicitation,
    askChange: askChange ?? changeAtTerminal(yes, { stdin, stdout, stderr }),
  });
  const { client, close } = openSettingsClient(broker);
  try {
    await unlock(broker);
    return await unlessInterrupted(interrupted, () => work(client, broker));
  } finally {
    // An open port would keep this process from ending.
    close();
    await broker.close();
  }
};

/** Asked for before anything is made in the folder. */
const keychainIn = async ({ folder, passphraseFile }: BrokerOptions): Promise<Keychain> => {
  const keyFile = passphraseFileIn(folder);
  const isThere = existsSync(keyFile);
  if (isThere && readFileSync(keyFile, 'utf8').includes('"valetkey-safe-storage-key"'))
    throw new CommandError('Only the desktop application can open this folder: use its Settings.');
  let passphrase = '';
  const keychain = await keychainOfFolder({ folder, askPassphrase: async () => passphrase });
  if (keychain.kind !== 'passphrase') return keychain;
  if (passphraseFile === undefined)
    throw new CommandError(
      isThere
        ? 'A passphrase guards this vault: use --passphrase-file.'
        : 'No system keyring answers, so a passphrase must guard the vault: use --passphrase-file.',
    );
  passphrase = readSecretFile(passphraseFile);
  return keychain;
};
