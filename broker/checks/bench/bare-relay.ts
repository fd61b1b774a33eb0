import { join } from 'node:path';
import { capabilityContract, type FetchAnswer } from '@valetkey/api-contracts';
import { Pool } from 'undici';
import { auditMigrations } from '../../audit/audit-log.ts';
import { closeDatabase } from '../../database/close-database.ts';
import { openDatabase } from '../../database/open-database.ts';
import type { Transport } from '../../port/transport.ts';

type Frame = {
  readonly id: string;
  readonly argumentList: readonly [{ readonly value: { readonly target: string } }];
};

/** What `describe` answers. */
const description = {
  provider: 'acme.bench/api',
  caveats: [{ methods: ['GET'], paths: ['/public/**'], mcpTools: [], expiresAt: 1_800_000_000_000 }],
};

const post = (transport: Transport, id: string, value: unknown, moved: readonly unknown[] = []): void =>
  transport.post({ id, type: 'RAW', value: { ok: true, value } }, moved);

/** The least that there is of a call: no more than its frames. */
export const answerDescribe = (transport: Transport): void =>
  transport.start({
    message: (frame) => post(transport, (frame as Frame).id, description),
    broken: () => undefined,
    closed: () => undefined,
  });

/**
 * The least that a process between an extension and a service can do: takes the contract's frames, writes one row,
 * sends the request, posts status, headers and body. No gate, no schema, no policy, no redaction, and nothing can go wrong.
 * What a brokered fetch costs beyond it is ours.
 */
export const startBareRelay = (
  transport: Transport,
  { url, token, folder }: { readonly url: string; readonly token: string; readonly folder: string },
): { stop(): Promise<void> } => {
  const database = openDatabase(join(folder, 'relay.db'), auditMigrations, { synchronous: 'NORMAL' });
  const insert = database.prepare('INSERT INTO entries VALUES (?, ?, ?)');
  const [line, link] = ['x'.repeat(400), 'y'.repeat(64)];
  const pool = new Pool(url, { connections: 64, pipelining: 1 });
  const headers = { authorization: `Bearer ${token}` };
  let rows = 0;

  const fetch = (id: string, path: string): void => {
    rows += 1;
    insert.run([rows, line, link]);
    // undici takes up an idle socket in the next turn of the loop, which Electron makes when somebody asks for one.
    setImmediate(() => undefined);
    const pieces: Uint8Array[] = [];
    let head: Pick<FetchAnswer, 'status' | 'headers'> = { status: 0, headers: [] };
    pool.dispatch(
      { path, method: 'GET', headers },
      {
        onRequestStart: () => undefined,
        onResponseStart: (_controller, status, received) => {
          head = { status, headers: Object.entries(received).map(([name, value]) => [name, String(value)]) };
        },
        onResponseData: (_controller, piece) => {
          pieces.push(piece);
        },
        onResponseEnd: () => {
          const bytes = new Uint8Array(Buffer.concat(pieces));
          const answer: FetchAnswer = { ...head, body: { kind: 'bytes', bytes } };
          post(transport, id, answer, capabilityContract.fetch.transfers?.(answer));
        },
        onResponseError: (_controller, error) => {
          throw error;
        },
      },
    );
  };
  transport.start({
    message: (frame) => {
      const { id, argumentList } = frame as Frame;
      fetch(id, argumentList[0].value.target);
    },
    broken: () => undefined,
    closed: () => undefined,
  });
  return {
    stop: async () => {
      transport.close();
      await pool.close();
      closeDatabase(database);
    },
  };
};
