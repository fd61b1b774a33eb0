import { CommandError, type CommandPowers, type ExitCode, exitCodes } from './command-powers.ts';
import { rethrowInWords } from './rethrow-in-words.ts';
import { type BrokerOptions, withUnopenedBroker } from './with-broker.ts';

/** Gives a key up that is gone. What it locked stays in secrets.db, out of use. */
export function setSecretsAside(options: BrokerOptions, powers: CommandPowers): Promise<ExitCode> {
  return withUnopenedBroker(options, powers, async (settings) => {
    // A vault that opens has nothing to give up, and nobody is asked about that.
    const { state } = await settings.unlockVault().catch(rethrowInWords);
    if (state === 'unlocked') {
      powers.stdout.write('The vault opens. Nothing was set aside.\n');
      return exitCodes.ok;
    }
    const { aside, protection } = await settings.setSecretsAside().catch(rethrowInWords);
    if (aside > 0)
      powers.stdout.write(
        `${aside === 1 ? 'One secret was' : `${aside} secrets were`} set aside. Enter new ones with "connections replace-secret" or "sign-in".\n`,
      );
    if (protection.state === 'locked') throw new CommandError(protection.why ?? protection.guardedBy);
    if (aside === 0) powers.stdout.write('The vault opens. Nothing was set aside.\n');
    return exitCodes.ok;
  });
}
