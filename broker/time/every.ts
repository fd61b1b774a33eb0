import type { After } from './after.ts';

/** Runs `run` after `firstMs`, and from then on each `ms` after it has returned. What it returns ends that. */
export function every(
  ms: number,
  { after }: { readonly after: After },
  run: () => void,
  firstMs = ms,
): () => void {
  const again = (waitMs: number): (() => void) =>
    after(waitMs, () => {
      run();
      callOff = again(ms);
    });
  let callOff = again(firstMs);
  return () => callOff();
}
