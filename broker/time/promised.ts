/** A promise, and what resolves it. Node 20 has no `Promise.withResolvers`. */
export function promised<T = void>(): [Promise<T>, (value: T) => void] {
  let tell: (value: T) => void = () => undefined;
  const told = new Promise<T>((resolve) => {
    tell = resolve;
  });
  return [told, tell];
}
