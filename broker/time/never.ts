/** For those who wait for an end that does not come: nobody interrupts, nobody is asked. */
export function never(): Promise<never> {
  return new Promise(() => undefined);
}
