import type { Client, SettingsContract } from '@valetkey/api-contracts';
import { saveFile } from '../../save-file.ts';
import type { AuditWanted } from './audit-pages.ts';

/**
 * Pulls the export piece by piece, and hands the whole to the browser's own saving: in Electron that asks where to.
 * The text is held as a Blob, which Chromium keeps outside the page's heap. Answers with the number of entries.
 */
export const saveExport = async (
  client: Pick<Client<SettingsContract>, 'openExport' | 'readExport' | 'closeExport'>,
  format: 'jsonl' | 'csv',
  filter: AuditWanted,
  progress: (entries: number) => void,
): Promise<number> => {
  const { exportId, fileName } = await client.openExport({ format, filter });
  let file = new Blob([], { type: format === 'csv' ? 'text/csv' : 'application/x-ndjson' });
  // A CSV begins with a line that is no entry.
  let total = format === 'csv' ? -1 : 0;
  try {
    for (let done = false; !done; ) {
      const piece = await client.readExport({ exportId });
      file = new Blob([file, piece.text], { type: file.type });
      total += piece.lines;
      done = piece.done;
      progress(total);
    }
  } catch (error) {
    await client.closeExport({ exportId }).catch(() => undefined);
    throw error;
  }
  saveFile(fileName, file);
  return total;
};
