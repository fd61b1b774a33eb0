import type { App } from 'electron/main';
import type { BrokerPowers } from '../../powers.ts';

/**
 * The end of the application waits for `close`, however often somebody asks again meanwhile: the log gets its last
 * lines, and extensions have their seconds. Answers whether that has begun.
 */
export function closeBeforeQuit({
  app,
  close,
  log,
}: {
  readonly app: Pick<App, 'on' | 'exit'>;
  readonly close: () => Promise<void>;
  readonly log: BrokerPowers['log'];
}): () => boolean {
  let closing: Promise<void> | undefined;
  app.on('before-quit', (event) => {
    event.preventDefault();
    // `exit` asks nobody, so that this is not asked again by it.
    closing ??= close()
      .catch((error: unknown) => log('error', 'could not close everything', error))
      .finally(() => app.exit(0));
  });
  return () => closing !== undefined;
}
