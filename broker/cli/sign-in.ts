import { setTimeout as pause } from 'node:timers/promises';
import type { Client, OauthFlow } from '@valetkey/api-contracts';
import type { ConnectionView } from '../contracts/connection.ts';
import type { SettingsContract } from '../contracts/settings.ts';
import type { SignInProgress } from '../contracts/sign-in.ts';
import { sentenceOfFailure } from '../contracts/sign-in-failures.ts';
import { english } from '../contracts/texts/say.ts';
import { CommandError, type CommandPowers, type ExitCode, exitCodes } from './command-powers.ts';
import { findConnection, requireProvider } from './find-connection.ts';
import { printable } from './printable.ts';
import { rethrowInWords } from './rethrow-in-words.ts';
import { type BrokerOptions, withBroker } from './with-broker.ts';

type Settings = Client<SettingsContract>;
export type SignInOptions = BrokerOptions & {
  readonly flow?: OauthFlow;
  readonly scope?: readonly string[];
};

/** Signs in to a connection, named by its id or by its name. */
export function signIn(named: string, options: SignInOptions, powers: CommandPowers): Promise<ExitCode> {
  return withBroker(options, powers, async (settings) =>
    signInTo(settings, await findSignedIn(settings, named), options, powers),
  );
}

export const signOut = (named: string, options: BrokerOptions, powers: CommandPowers): Promise<ExitCode> =>
  withBroker(options, powers, async (settings) => {
    const { id, displayName, providerId } = await findSignedIn(settings, named);
    const described = (await settings.listProviders()).find((one) => one.providerId === providerId);
    const rest = printable(described?.provider.revocation ?? 'End the access there as well.');
    const { revoked } = await settings.signOut({ connectionId: id }).catch(rethrowInWords);
    const told = {
      yes: 'The service revoked them.',
      no: `The service could not be reached. ${rest}`,
      'not-offered': `The service cannot be told to revoke them. ${rest}`,
      'nothing-to-revoke': 'There was nothing to revoke at the service.',
    }[revoked];
    powers.stdout.write(`Signed out of "${printable(displayName)}". ${told}\n`);
    return exitCodes.ok;
  });

/** The page's address is printed by the shell's own power; here is what belongs beside it. */
export const signInTo = async (
  settings: Settings,
  { id, displayName }: Pick<ConnectionView, 'id' | 'displayName'>,
  { flow, scope = [] }: Pick<SignInOptions, 'flow' | 'scope'>,
  { stdout }: Pick<CommandPowers, 'stdout'>,
): Promise<ExitCode> => {
  let progress: SignInProgress = await settings
    .signIn({ connectionId: id, scopes: [...scope], flow })
    .catch(rethrowInWords);
  const { signInId } = progress;
  let shown = false;
  while (progress.state !== 'signed-in' && progress.state !== 'failed') {
    if (progress.device !== undefined && !shown) {
      shown = true;
      const { code, address } = progress.device;
      stdout.write(`Open ${printable(address)} and type in the code ${printable(code)}\n`);
    }
    await pause(200);
    progress = await settings.signInProgress({ signInId });
  }
  if (progress.state === 'failed') {
    throw new CommandError(sentenceOfFailure(english, progress.why));
  }
  stdout.write(`Signed in to "${printable(displayName)}".\n`);
  return exitCodes.ok;
};

const findSignedIn = async (settings: Settings, named: string): Promise<ConnectionView> => {
  const connection = requireProvider(await findConnection(settings, named));
  if (connection.signIn === undefined)
    throw new CommandError('This connection has a secret and needs no sign-in.');
  return connection;
};
