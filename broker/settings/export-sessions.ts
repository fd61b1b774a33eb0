import { ValetkeyError } from '@valetkey/api-contracts';

type Lines = Generator<string, void, undefined>;
type ExportSession = { readonly lines: Lines; readAt: number };
export type ExportPiece = { readonly text: string; readonly done: boolean; readonly lines: number };

const pieceLength = 64 * 1024;
const mostAtOnce = 4;
const idleMs = 5 * 60_000;

export type ExportSessions = {
  /** Throws `too-many-requests` beyond four that are being read, and `begin` is then not called. */
  open(begin: () => Lines): string;
  /** The next piece of whole lines, or undefined when there is no such export. After `done` there is none. */
  read(id: string): ExportPiece | undefined;
  close(id: string): void;
};

/** Exports that are being read, piece by piece and as fast as the reader asks: nothing is held but the place. */
export function makeExportSessions(powers: {
  readonly makeId: () => string;
  readonly now: () => number;
}): ExportSessions {
  const { makeId, now } = powers;
  const sessions = new Map<string, ExportSession>();
  const close = (id: string): void => {
    sessions.get(id)?.lines.return();
    sessions.delete(id);
  };
  return Object.freeze<ExportSessions>({
    open: (begin) => {
      for (const [id, { readAt }] of sessions) if (now() - readAt >= idleMs) close(id);
      if (sessions.size >= mostAtOnce) throw new ValetkeyError({ code: 'too-many-requests' });
      const id = makeId();
      sessions.set(id, { lines: begin(), readAt: now() });
      return id;
    },
    read: (id) => {
      const session = sessions.get(id);
      if (session === undefined) return undefined;
      session.readAt = now();
      const piece: string[] = [];
      let length = 0;
      while (length < pieceLength) {
        const next = session.lines.next();
        if (next.done) {
          sessions.delete(id);
          return { text: joined(piece), done: true, lines: piece.length };
        }
        piece.push(next.value);
        length += next.value.length + 1;
      }
      return { text: joined(piece), done: false, lines: piece.length };
    },
    close,
  });
}

const joined = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
