import { describeValue } from '../../../node/guest/describe-value.ts';

type LateError = { readonly error?: unknown; readonly message?: string; readonly reason?: unknown };
type Listen = (type: string, listener: (event: LateError) => void) => void;

/**
 * Writes what nobody catches to `log`, and keeps Chromium from printing it: each line that is printed is work for main.
 * First of all listeners, with what the extension cannot replace: it can listen too, and owns the prototypes of events.
 */
export function catchLateErrors(listen: Listen, log: (text: string) => void): void {
  const { apply } = Reflect;
  const { preventDefault } = Event.prototype;
  const caught = (describe: (event: LateError) => string) => (event: LateError) => {
    apply(preventDefault, event, []);
    try {
      log(describe(event));
    } catch {
      // A getter of the extension's own. What a listener throws would be printed.
    }
  };
  listen(
    'error',
    caught((event) => `Uncaught: ${describeValue(event.error ?? event.message)}`),
  );
  listen(
    'unhandledrejection',
    caught((event) => `Unhandled rejection: ${describeValue(event.reason)}`),
  );
}
