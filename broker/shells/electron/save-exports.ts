import { basename } from 'node:path';
import { dialog, type FileFilter, type Session } from 'electron/main';
import type { Say } from '../../contracts/texts/say.ts';

const kindsOf = (say: Say): FileFilter[] => [
  { name: 'JSON Lines', extensions: ['jsonl'] },
  { name: 'JSON', extensions: ['json'] },
  { name: say('Comma-separated values'), extensions: ['csv'] },
];

/**
 * What a page may save is what the settings page at `origin` made itself: an export. The person says where to in the
 * system's own dialog, which belongs to Electron: no path comes from a page, and none goes to it. Cancelling it is
 * the end of it.
 */
export function saveExports(session: Session, origin: string, say: Say): void {
  session.on('will-download', (event, item) => {
    if (!item.getURL().startsWith(`blob:${origin}/`)) return event.preventDefault();
    const name = basename(item.getFilename());
    item.setSaveDialogOptions({
      title: say('Save the export'),
      // Else the dialog shows the address of the page's blob.
      defaultPath: name,
      showsTagField: false,
      filters: kindsOf(say).filter(({ extensions }) => extensions.some((one) => name.endsWith(`.${one}`))),
      properties: ['showOverwriteConfirmation'],
    });
    item.once('done', (_event, state) => {
      if (state !== 'interrupted') return;
      const [message, detail] = [say('The export could not be saved.'), item.getSavePath()];
      void dialog.showMessageBox({ type: 'error', message, detail });
    });
  });
}
