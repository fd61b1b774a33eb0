import { requireOf } from '../../../node/guest/require-api.ts';

type Run = (module: { exports: unknown }, exports: unknown, require: (name: unknown) => object) => void;

/**
 * Runs the entry script, one bundled CommonJS file, which serve-host.ts has put inside a function: no text is
 * evaluated here, and the CSP would not let it be.
 */
export const loadEntry = ({
  importScripts,
  url,
  api,
}: {
  readonly importScripts: (url: string) => void;
  readonly url: string;
  readonly api: object;
}): unknown => {
  const require = Object.freeze(requireOf(api));
  const module: { exports: unknown } = { exports: {} };
  const scope = globalThis as { valetkeyEntry?: (run: Run) => void };
  scope.valetkeyEntry = (run) => {
    delete scope.valetkeyEntry;
    Reflect.apply(run, module.exports, [module, module.exports, require]);
  };
  try {
    importScripts(url);
  } catch (error) {
    throw error instanceof SyntaxError ? new SyntaxError(doesNotParse(error.message)) : error;
  } finally {
    delete scope.valetkeyEntry;
  }
  return module.exports;
};

const doesNotParse = (message: string): string =>
  `The entry script does not parse as CommonJS: ${message.replace(/^.*SyntaxError: /, '')}`;
