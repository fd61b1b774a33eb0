/** More would be nothing that anybody reads. */
const mostHeld = 500;

type Ask<Asked extends readonly unknown[], Answer> = (...asked: Asked) => Promise<Answer>;

/**
 * Lines wait while a question is on the screen: they would push it off, or come between it and its answer, and anyone who
 * asks is the one who writes them.
 */
export function holdWhileAsked(print: (line: string) => void): {
  /** The same question, during which lines wait. */
  readonly during: <Asked extends readonly unknown[], Answer>(ask: Ask<Asked, Answer>) => Ask<Asked, Answer>;
  readonly print: (line: string) => void;
} {
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
    during:
      (ask) =>
      async (...question) => {
        asked = true;
        return ask(...question).finally(release);
      },
    print: (line) => {
      if (!asked) print(line);
      else if (held.length < mostHeld) held.push(line);
      else dropped += 1;
    },
  };
}
