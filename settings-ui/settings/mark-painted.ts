/** The way of a row from the page's data to the screen, for `npm run bench:ui`. */
export function markPainted(what: string): Promise<void> {
  performance.mark(`${what}:drawn`);
  return new Promise((resolve) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        performance.mark(`${what}:painted`);
        resolve();
      };
      port2.postMessage(undefined);
    }),
  );
}
