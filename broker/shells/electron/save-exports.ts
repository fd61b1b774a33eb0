import { basename } from 'node:path';
import { dialog, type Session } from 'electron/main';

const kinds = [
  { name: 'JSON Lines', extensions: ['jsonl'] },
  { name: 'JSON', extensions: ['json'] },
  { name: 'Comma-separated values', extensions: ['csv'] },
];

/**
 * What a page may save is what the settings page at `origin` made itself: an export. The person says where to in the
 * system's own dialog, which belongs to Electron: no path comes from a page, and none goes to it. Cancelling it is
 * the end of it.
 */
export function saveExports(session: Session, origin: string): void {
  session.on('will-download', (event, item) => {
    if (!item.getURL().startsWith(`blob:${origin}/`)) return event.preventDefault();
    const name = basename(item.getFilename());
    item.setSaveDialogOptions({
      title: 'Save the export',
      // Else the dialog shows the address of the page's blob.
      defaultPath: name,
      showsTagField: false,
      filters: kinds.filter(({ extensions }) => extensions.some((one) => name.endsWith(`.${one}`))),
      properties: ['showOverwriteConfirmation'],
    });
    item.once('done', (_event, state) => {
      if (state !== 'interrupted') return;
      const [message, detail] = ['The export could not be saved.', item.getSavePath()];
      void dialog.showMessageBox({ type: 'error', message, detail });
    });
  });
}
