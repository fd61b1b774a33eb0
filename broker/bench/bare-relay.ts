import { join } from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import { Pool } from 'undici';
import { auditMigrations } from '../audit/audit-log.ts';
import { closeDatabase } from '../database/close-database.ts';
import { openDatabase } from '../database/open-database.ts';

/**
 * The least that a process between an extension and a service can do: takes a message, writes one row, sends the request,
 * posts the answer. No gate, no contract, no policy, no redaction. What a brokered fetch costs beyond it is ours.
 */
export const startBareRelay = (
  port: MessagePort,
  { url, token, folder }: { readonly url: string; readonly token: string; readonly folder: string },
): { stop(): Promise<void> } => {
  const database = openDatabase(join(folder, 'relay.db'), auditMigrations, { synchronous: 'NORMAL' });
  const insert = database.prepare('INSERT INTO entries VALUES (?, ?, ?)');
  const [line, link] = ['x'.repeat(400), 'y'.repeat(64)];
  const pool = new Pool(url, { connections: 64, pipelining: 1 });
  const headers = { authorization: `Bearer ${token}` };
  let rows = 0;

  port.on('message', ({ id, path }: { readonly id: number; readonly path: string }) => {
    rows += 1;
    insert.run([rows, line, link]);
    const pieces: Uint8Array[] = [];
    pool.dispatch(
      { path, method: 'GET', headers },
      {
        onRequestStart: () => undefined,
        onResponseData: (_controller, piece) => {
          pieces.push(piece);
        },
        onResponseEnd: () => port.postMessage({ id, bytes: new Uint8Array(Buffer.concat(pieces)) }),
        onResponseError: (_controller, error) => {
          throw error;
        },
      },
    );
  });
  return {
    stop: async () => {
      port.close();
      await pool.close();
      closeDatabase(database);
    },
  };
};
