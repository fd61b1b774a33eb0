import { describeValue } from './describe-value.ts';

export type Log = Record<'info' | 'warn' | 'error', (text: string) => void>;

/** `console` as a way to the extension's log; nothing of it reaches this process's own output. */
export function makeConsole(log: Log): object {
  const to =
    (level: keyof Log) =>
    (...values: unknown[]) =>
      log[level](values.map(describeValue).join(' '));
  const info = to('info');
  return {
    debug: info,
    dir: (value: unknown) => info(value),
    error: to('error'),
    group: info,
    groupEnd: () => undefined,
    info,
    log: info,
    table: (value: unknown) => info(value),
    trace: info,
    warn: to('warn'),
    assert: (condition: unknown, ...values: unknown[]) => {
      if (!condition) log.error(`Assertion failed: ${values.map(describeValue).join(' ')}`);
    },
  };
}
