/**
 * An entry script, one bundled CommonJS file, as the text of a function. It shares the wrapper's first line, so that line
 * numbers are the author's. Who closes the function early has gained the scope in which it is evaluated anyway.
 */
export const wrapEntry = (source: string, scriptName: string): string =>
  `(function (module, exports, require) {${source}\n})\n//# sourceURL=${scriptName}`;

/** Runs the function that `wrapEntry` was evaluated to. Returns what the script exports. */
export const runEntry = (entry: unknown, api: object, harden: <T extends object>(value: T) => T): unknown => {
  const require = harden(requireOf(api));
  const module: { exports: unknown } = { exports: {} };
  Reflect.apply(entry as (...scope: unknown[]) => void, module.exports, [module, module.exports, require]);
  return module.exports;
};

export const doesNotParse = (message: string): string =>
  `The entry script does not parse as CommonJS: ${message}`;

const apiName = '@valetkey/extension-api';

/** The `require` of an entry script, which is one bundled file: extension-api is all that it finds. */
const requireOf =
  (api: object) =>
  (name: unknown): object => {
    if (name === apiName) return api;
    throw new TypeError(
      `require(${JSON.stringify(String(name))}) is not possible: an entry script is one bundled file, and ${apiName} is all that it can require.`,
    );
  };
