import type { AskConsent } from '../consent/prompts.ts';

/** More would be nothing that anybody reads. */
const mostHeld = 500;

/**
 * Lines wait while a question is on the screen: they would push it off, or come between it and its answer, and whoever
 * asks is the one who writes them.
 */
export const holdWhileAsked = (
  ask: AskConsent,
  print: (line: string) => void,
): { readonly ask: AskConsent; readonly print: (line: string) => void } => {
  let asked = false;
  let held: string[] = [];
  let dropped = 0;
  const release = (): void => {
    asked = false;
    for (const line of held) print(line);
    if (dropped > 0) print(`[${dropped} lines dropped while you were asked]`);
    [held, dropped] = [[], 0];
  };
  return {
    ask: async (prompt, signal) => {
      asked = true;
      return ask(prompt, signal).finally(release);
    },
    print: (line) => {
      if (!asked) print(line);
      else if (held.length < mostHeld) held.push(line);
      else dropped += 1;
    },
  };
};
