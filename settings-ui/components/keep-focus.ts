/**
 * A keyboard's user never falls back to the top of the page: when what had the focus goes, the focus goes to what has
 * the same `data-key`, else to the nearest `data-home` around the place where it was that is still there.
 */
export function keepFocus(root: HTMLElement): void {
  let key: string | undefined;
  let around: HTMLElement[] = [];
  let last: HTMLElement | undefined;
  root.addEventListener('focusin', (event) => {
    const target = event.composedPath().find((one) => one instanceof HTMLElement && root.contains(one));
    if (!(target instanceof HTMLElement)) return;
    last = target;
    key = target.closest<HTMLElement>('[data-key]')?.dataset['key'];
    around = [];
    for (
      let place = target.parentElement;
      place !== null && root.contains(place);
      place = place.parentElement
    ) {
      around.push(place);
    }
  });
  const restore = (): void => {
    if (last === undefined || (document.activeElement !== document.body && document.activeElement !== null))
      return;
    if (isThere(last)) return last.focus();
    const same =
      key === undefined ? null : root.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
    if (same !== null && isThere(same)) {
      same.focus();
      if (document.activeElement !== document.body) return;
    }
    for (const place of around) {
      const home = place.isConnected
        ? [...place.querySelectorAll<HTMLElement>('[data-home]')].find(isThere)
        : undefined;
      if (home === undefined) continue;
      home.focus();
      if (document.activeElement !== document.body) return;
    }
  };
  new MutationObserver(restore).observe(root, { childList: true, subtree: true });
}

const isThere = (element: HTMLElement): boolean => element.isConnected && element.checkVisibility();
