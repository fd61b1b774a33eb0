/** Longer than a click takes. Who holds a button down for longer sees what arrives anyway. */
const mostHeldMs = 500;

/**
 * A click goes to what is under the pointer both when it is pressed and when it is let go: a press is lost if a redraw
 * takes its button away between the two. So `draw` waits while a press in `root` is held. Of several, the last is run.
 */
export function keepPress(root: HTMLElement): (draw: () => void) => void {
  let isHeld = false;
  let pointer: number | undefined;
  let late: ReturnType<typeof setTimeout> | undefined;
  let waiting: (() => void) | undefined;
  const letGo = (): void => {
    clearTimeout(late);
    isHeld = false;
    waiting?.();
    waiting = undefined;
  };
  root.addEventListener('pointerdown', ({ pointerId }) => {
    clearTimeout(late);
    isHeld = true;
    pointer = pointerId;
    late = setTimeout(letGo, mostHeldMs);
  });
  // The click is part of the turn in which the pointer is let go, wherever that is.
  for (const end of ['pointerup', 'pointercancel'])
    window.addEventListener(end, (event) => {
      if (!isHeld || (event as PointerEvent).pointerId !== pointer) return;
      clearTimeout(late);
      late = setTimeout(letGo);
    });
  return (draw) => {
    if (isHeld) waiting = draw;
    else draw();
  };
}
