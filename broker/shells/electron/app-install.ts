import { ValetkeyError } from '@valetkey/api-contracts';
import { dialog } from 'electron/main';
import type { Broker } from '../../powers.ts';
import { openMainSettingsClient } from './open-main-settings-client.ts';

/** In the system's own dialog: no path comes from a page. */
export const chooseFolder = async (): Promise<string | undefined> => {
  const { filePaths } = await dialog.showOpenDialog({
    title: 'Install an extension from a folder',
    properties: ['openDirectory'],
  });
  return filePaths[0];
};

/** The menu's way to install: the same steps, and the same question of main's, as on the page of extensions. */
export async function installFromMenu(broker: Pick<Broker, 'openSettings'>): Promise<void> {
  const { client, close } = openMainSettingsClient(broker);
  try {
    const chosen = await client.chooseExtension();
    if (chosen.outcome === 'refused') {
      const more = chosen.more === 0 ? '' : `\n\n${chosen.more} more problems.`;
      const [message, detail] = ['This extension cannot be installed.', `${chosen.problem}${more}`];
      await dialog.showMessageBox({ type: 'error', title: 'Valetkey', message, detail });
    }
    if (chosen.outcome === 'chosen') await client.installExtension({ candidateId: chosen.candidateId });
  } catch (error) {
    if (!(error instanceof ValetkeyError && error.code === 'denied')) throw error;
  } finally {
    close();
  }
}
