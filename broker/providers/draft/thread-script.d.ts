/** thread.ts as one script, which .config/build-guest.mjs writes: a bundled application finds no file beside it. */
declare module '#draft-thread' {
  export const draftThread: string;
}
