import { ValetkeyError } from '@valetkey/api-contracts';
import { dialog } from 'electron/main';
import { errorForPerson } from '../../contracts/error-for-person.ts';
import { refusalText } from '../../contracts/refusal.ts';
import type { Say } from '../../contracts/texts/say.ts';
import type { Broker } from '../../powers.ts';
import { nameOfApp } from './look.ts';
import { openMainSettingsClient } from './open-main-settings-client.ts';

/** In the system's own dialog: no path comes from a page. */
export const chooseFolder = async (say: Say): Promise<string | undefined> => {
  const { filePaths } = await dialog.showOpenDialog({
    title: say('Install an extension from a folder'),
    properties: ['openDirectory'],
  });
  return filePaths[0];
};

/**
 * The menu's way to install: the same steps, and the same question of main's, as on the page of extensions, which shows
 * what came of it.
 */
export async function installFromMenu(
  say: Say,
  broker: Pick<Broker, 'openSettings'>,
  showExtensions: () => void,
): Promise<void> {
  const { client, close } = openMainSettingsClient(broker);
  try {
    const chosen = await client.chooseExtension();
    if (chosen.outcome === 'refused') await refused(say, refusalText(say, chosen));
    if (chosen.outcome !== 'chosen') return;
    await client.installExtension({ candidateId: chosen.candidateId });
    showExtensions();
  } catch (error) {
    if (!(error instanceof ValetkeyError)) throw error;
    // The person said no.
    if (error.code !== 'denied') await refused(say, errorForPerson(say, nameOfApp({}), error));
  } finally {
    close();
  }
}

const refused = async (say: Say, detail: string): Promise<void> => {
  const message = say('This extension cannot be installed.');
  await dialog.showMessageBox({ type: 'error', title: 'Valetkey', message, detail });
};
