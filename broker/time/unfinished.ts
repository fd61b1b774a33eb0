/** Background work, which closing must wait for. */
export type Unfinished = {
  add(work: Promise<unknown>): void;
  /** When all that was added has ended, well or badly. */
  ended(): Promise<void>;
};

export function makeUnfinished(): Unfinished {
  const underWay = new Set<Promise<unknown>>();
  return Object.freeze<Unfinished>({
    add: (work) => {
      const over = (): void => void underWay.delete(work);
      underWay.add(work);
      work.then(over, over);
    },
    ended: async () => {
      await Promise.allSettled(underWay);
    },
  });
}
