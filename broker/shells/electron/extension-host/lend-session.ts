import { randomBytes } from 'node:crypto';
import { type Session, session } from 'electron/main';
import { confineSession } from './confine-session.ts';
import { extensionScheme } from './scheme.ts';

type Answer = (request: Pick<Request, 'url' | 'method'>) => Response;

export type LentSession = {
  /** What `webPreferences.partition` has to be. */
  readonly partition: string;
  /** From here on `answer` gives what the page at `origin` asks for; resolves when the session is closed to all else. */
  open(origin: string, answer: Answer): Promise<void>;
  /** After its process has ended. Resolves when nothing of the run is left in it; never rejects. */
  giveBack(): Promise<void>;
};

/**
 * Electron keeps every session, 0.6 MB each, until the application ends. So an extension that starts again gets the
 * one that it had, emptied, with the walls that it has had since it was made; another extension never gets it, and
 * neither does a second run beside the first. One that could not be emptied is not lent again.
 */
export const makeSessionLender = (): ((extensionId: string) => LentSession) => {
  const free = new Map<string, Owned[]>();
  return (extensionId) => {
    const own = free.get(extensionId)?.pop() ?? makeOwned();
    const { session, partition, confined } = own;
    return Object.freeze<LentSession>({
      partition,
      open: (origin, answer) => {
        own.origin = origin;
        session.protocol.handle(extensionScheme, answer);
        return confined;
      },
      giveBack: async () => {
        own.origin = undefined;
        if (session.protocol.isProtocolHandled(extensionScheme)) session.protocol.unhandle(extensionScheme);
        // Not clearData: it leaves what an own scheme stored, and Electron 33 crashes in it at times.
        const emptied = await Promise.allSettled([session.clearStorageData(), session.closeAllConnections()]);
        if (emptied.some(({ status }) => status === 'rejected')) return;
        free.set(extensionId, [...(free.get(extensionId) ?? []), own]);
      },
    });
  };
};

type Owned = {
  readonly session: Session;
  readonly partition: string;
  readonly confined: Promise<void>;
  origin: string | undefined;
};

const makeOwned = (): Owned => {
  const partition = randomBytes(16).toString('hex');
  const own = session.fromPartition(partition, { cache: false });
  const owned: Owned = {
    session: own,
    partition,
    origin: undefined,
    confined: confineSession(own, () => owned.origin),
  };
  return owned;
};
