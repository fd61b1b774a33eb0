/** Before all tests: they start threads with what is built, and would run the sources of some time ago. */
export default async (): Promise<void> => {
  await import('./build-guest.mjs');
};
