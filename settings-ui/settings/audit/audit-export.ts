import type { Client } from '@valetkey/api-contracts';
import type { SettingsContract } from '@valetkey/broker/contracts';
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
  const opened = await client.openExport({ format, filter });
  // A CSV begins with a line that is no entry.
  const heads = format === 'csv' ? 1 : 0;
  return (await saveOpened(client, opened, (lines) => progress(lines - heads))) - heads;
};

/** Answers with the number of lines. */
export const saveOpened = async (
  client: Pick<Client<SettingsContract>, 'readExport' | 'closeExport'>,
  { exportId, fileName }: { readonly exportId: string; readonly fileName: string },
  progress: (lines: number) => void,
): Promise<number> => {
  let file = new Blob([], { type: fileName.endsWith('.csv') ? 'text/csv' : 'application/x-ndjson' });
  let total = 0;
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
