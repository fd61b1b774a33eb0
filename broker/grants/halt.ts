/** "Stop everything": while it is in force no capability is issued. Lasts until the user resumes, or the next start. */
export type Halt = {
  stopped(): boolean;
  stop(): void;
  resume(): void;
  /** Aborts when everything is stopped: questions that are open then are no longer asked. */
  signal(): AbortSignal;
};

export const makeHalt = (): Halt => {
  let controller = new AbortController();
  return Object.freeze<Halt>({
    stopped: () => controller.signal.aborted,
    stop: () => controller.abort(),
    resume: () => {
      if (controller.signal.aborted) controller = new AbortController();
    },
    signal: () => controller.signal,
  });
};
