/**
 * Puts functions that refuse in the place of those that evaluate text. The CSP refuses it too, but reports each attempt
 * as a line of the page's console, which main is sent: 60,000 in a second.
 */
export function replaceEvaluators(scope: object): void {
  const refuse = function refuseText(): never {
    throw new EvalError('Evaluating text is not allowed.');
  };
  refuse.prototype = Function.prototype;
  const kinds = [() => undefined, async () => undefined, function* () {}, async function* () {}];
  for (const kind of kinds)
    Object.defineProperty(Object.getPrototypeOf(kind), 'constructor', { value: refuse });

  const names = scope as Record<'setTimeout' | 'setInterval', (...given: unknown[]) => unknown>;
  const { setTimeout, setInterval } = names;
  const callable = (callback: unknown): unknown => {
    if (typeof callback !== 'function') throw new TypeError('A timer needs a function.');
    return callback;
  };
  Object.assign(scope, {
    Function: refuse,
    setTimeout: (callback: unknown, ...rest: unknown[]) => setTimeout(callable(callback), ...rest),
    setInterval: (callback: unknown, ...rest: unknown[]) => setInterval(callable(callback), ...rest),
  });
}
