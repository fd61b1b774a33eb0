import { errorText } from '../error-text.ts';
import type { Powers } from './powers.ts';

/** Runs, says what failed, and looks anew; whether it went well. */
export const attempt = async ({ say, changed }: Powers, run: () => Promise<unknown>): Promise<boolean> => {
  const went = await run().then(
    () => true,
    (error: unknown) => {
      say(errorText(error), 'failed');
      return false;
    },
  );
  await changed();
  return went;
};

/** The same, and says what ended by it. */
export const ending = (
  powers: Powers,
  run: () => Promise<{ readonly ended: number }>,
  done: string,
): Promise<boolean> =>
  attempt(powers, async () => {
    const { ended } = await run();
    powers.say(
      ended === 0 ? done : `${done} ${ended === 1 ? 'One handle' : `${ended} handles`} ended at once.`,
    );
  });
