/** What was begun was put away, and not finished. */
export class Interrupted extends Error {
  constructor() {
    super('Interrupted before it was done.');
    this.name = 'Interrupted';
  }
}

/**
 * What `work` resolves with, or rejects with Interrupted as soon as `interrupted` resolves. `work` is not told: what it
 * waits for is closed by the caller, and then it fails unheard.
 */
export function unlessInterrupted<T>(interrupted: Promise<unknown>, work: () => Promise<T>): Promise<T> {
  const ended = interrupted.then((): never => {
    throw new Interrupted();
  });
  return Promise.race([ended, work()]);
}
