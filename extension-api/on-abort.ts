type Watch = { readonly waiting: Set<() => void>; readonly fire: () => void };
const watches = new WeakMap<AbortSignal, Watch>();

/**
 * Runs `run` when the signal is aborted; what it returns takes that back. One signal may end many requests at once, so it
 * gets one listener for all of them: with one each, Node warns of a leak at the eleventh.
 */
export function onAbort(signal: AbortSignal, run: () => void): () => void {
  let watch = watches.get(signal);
  if (watch === undefined) {
    const waiting = new Set<() => void>();
    watch = {
      waiting,
      fire: () => {
        for (const one of [...waiting]) one();
      },
    };
    watches.set(signal, watch);
  }
  const { waiting, fire } = watch;
  if (waiting.size === 0) signal.addEventListener('abort', fire, { once: true });
  waiting.add(run);
  return () => {
    if (waiting.delete(run) && waiting.size === 0) signal.removeEventListener('abort', fire);
  };
}
