import { errorText } from '../error-text.ts';
import { say } from '../say.ts';
import type { Powers } from './powers.ts';

/** Runs, reports a failure, and reloads. Returns whether it succeeded. */
export async function attempt({ announce, changed }: Powers, run: () => Promise<unknown>): Promise<boolean> {
  const went = await run().then(
    () => true,
    (error: unknown) => {
      announce(errorText(error), 'failed');
      return false;
    },
  );
  await changed();
  return went;
}

/** The same, and says what ended by it. */
export const ending = (
  powers: Powers,
  run: () => Promise<{ readonly ended: number }>,
  done: string,
): Promise<boolean> =>
  attempt(powers, async () => {
    const { ended } = await run();
    powers.announce(withEnded(done, ended));
  });

export const withEnded = (done: string, ended: number): string =>
  ended === 0 ? done : `${done} ${say.count('{count} sessions ended.', ended)}`;
