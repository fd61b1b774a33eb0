import type { After } from './after.ts';

type LogLine = (level: 'info' | 'warn' | 'error', text: string, cause?: unknown) => void;

const quietMs = 1_000;

/**
 * An error that comes again within a second is counted, and said once when the second is over: a full disk fails every
 * request, and a log that is flooded shows nothing else. Other errors are said at once.
 */
export function onceASecond(log: LogLine, after: After): LogLine {
  type Again = { times: number; cause: unknown };
  const said = new Map<string, Again>();
  const quietenFor = (text: string): void => {
    const again: Again = { times: 0, cause: undefined };
    said.set(text, again);
    after(quietMs, () => {
      said.delete(text);
      const { times, cause } = again;
      if (times === 0) return;
      log('error', times === 1 ? text : `${text} (${times} times within a second)`, cause);
      quietenFor(text);
    });
  };
  return (level, text, cause) => {
    const again = level === 'error' ? said.get(text) : undefined;
    if (again !== undefined) {
      again.times += 1;
      again.cause = cause;
      return;
    }
    log(level, text, cause);
    if (level === 'error') quietenFor(text);
  };
}
