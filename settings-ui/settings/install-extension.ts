import { plainText } from '@valetkey/api-contracts';
import { refusalText } from '@valetkey/broker/contracts';
import { say } from '../say.ts';
import { attempt } from './attempt.ts';
import type { Powers } from './powers.ts';

/** Main asks for the folder in the system's dialog, and then whether to install what is in it. */
export function installExtension(powers: Powers): Promise<boolean> {
  return attempt(powers, async () => {
    const { client, announce } = powers;
    const chosen = await client.chooseExtension();
    if (chosen.outcome === 'cancelled') return;
    if (chosen.outcome === 'refused') {
      return announce(`${say('It cannot be installed.')} ${plainText(refusalText(say, chosen))}`, 'failed');
    }
    const { extension: name, candidateId } = chosen;
    const { runs } = await client.installExtension({ candidateId });
    if (runs) announce(say('{name} was installed and started.', { name }));
    else
      announce(
        say('{name} was installed and could not be started. The reason is above the list.', { name }),
        'failed',
      );
  });
}
