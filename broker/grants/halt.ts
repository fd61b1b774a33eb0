import type { ExtensionId } from '@valetkey/api-contracts';

/** What a stop ended. */
export type Stopped = { readonly ended: number; readonly extensions: readonly ExtensionId[] };

/** "Stop everything": while it is in force no capability is issued. Lasts until the user resumes, or the next start. */
export type Halt = {
  stopped(): boolean;
  /** What stopping ended since the last resume. */
  what(): Stopped;
  stop(what: Stopped): void;
  resume(): void;
  /** Aborts when everything is stopped: questions that are open then are no longer asked. */
  signal(): AbortSignal;
};

const nothing: Stopped = { ended: 0, extensions: [] };

export function makeHalt(): Halt {
  let controller = new AbortController();
  let what = nothing;
  return Object.freeze<Halt>({
    stopped: () => controller.signal.aborted,
    what: () => what,
    stop: ({ ended, extensions }) => {
      what = {
        ended: what.ended + ended,
        extensions: [...new Set([...what.extensions, ...extensions])],
      };
      controller.abort();
    },
    resume: () => {
      if (!controller.signal.aborted) return;
      controller = new AbortController();
      what = nothing;
    },
    signal: () => controller.signal,
  });
}
