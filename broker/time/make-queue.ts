export type Queue = <T>(work: () => Promise<T>) => Promise<T>;

/** One after the other, in the order in which they came. What fails keeps nothing behind it from its turn. */
export function makeQueue(): Queue {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
}
