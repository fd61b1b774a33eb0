import type { ConnectionId } from '@valetkey/api-contracts';
import { makeCredentialMemories } from './credential-memory.ts';
import { type Door, type DoorPowers, openDoor } from './door.ts';
import { readDates } from './read-dates.ts';
import { makeScrubber } from './redaction/scrubber.ts';
import type { ProgramPowers } from './server-program.ts';
import type { SignInTokensOf } from './sign-in-tokens.ts';
import { systemPrograms } from './system-programs.ts';
import type { Draft } from './vault/draft.ts';

export type { ProgramPowers } from './server-program.ts';

/** The opener of a door closes it. */
export type Doors = {
  /** For one extension and one connection. Its calls wait for the user to sign in again. */
  forUse(): Door;
  /** For what a person asks for at a form: nothing waits for a sign-in. */
  forForm(): Door;
  /** The same, with secrets that are not stored. */
  forTrial(secrets: Pick<Draft, 'open' | 'epoch'>): Door;
  /** Tokens in memory are gone, and requests for them are aborted. */
  forget(connectionId?: ConnectionId): void;
};

export function makeDoors(
  powers: Pick<DoorPowers, 'vault' | 'now' | 'randomBytes' | 'openCourier'> & {
    /** Absent: the operating system's. */
    readonly programs: ProgramPowers | undefined;
    readonly signIn: { readonly forUse: SignInTokensOf; readonly forForm: SignInTokensOf };
    /** Told when a secret of a use ends, by itself. */
    readonly onDated: Parameters<typeof readDates>[1];
  },
): Doors {
  const { vault, now, randomBytes, openCourier, programs = systemPrograms, signIn } = powers;
  const memories = makeCredentialMemories(() => openCourier());
  const always = { vault, now, randomBytes, openCourier, programs, makeScrubber, memories };
  const dated = readDates(vault, powers.onDated);
  const forForm = { ...always, signIn: signIn.forForm };

  return Object.freeze<Doors>({
    forUse: () => openDoor({ ...always, vault: dated, signIn: signIn.forUse }),
    forForm: () => openDoor(forForm),
    forTrial: (secrets) => {
      // A memory of its own: a token that the saved secret got would vouch for the one that is tried.
      const own = makeCredentialMemories(() => openCourier());
      const onOpened: DoorPowers['onOpened'] = ({ id }, scrubber) => memories.tried(id, scrubber);
      const door = openDoor({ ...forForm, vault: secrets, memories: own, onOpened });
      return Object.freeze<Door>({
        ...door,
        close: async () => {
          own.forget();
          await door.close();
        },
      });
    },
    forget: memories.forget,
  });
}
