import type { Scope } from './endowments.ts';
import { requireOf } from './require-api.ts';

/** SES's own, which no other shell has. A Compartment in an extension's hand is only more to think about. */
const sesOnly = ['Compartment', 'lockdown', 'harden', 'ModuleSource'];

/**
 * Runs an entry script: one bundled CommonJS file. It sees `module`, `exports`, `require` of extension-api, and the
 * given scope; nothing of this module, of the thread or of Node.
 */
export const evaluateScript = (script: {
  readonly source: string;
  readonly scriptName: string;
  readonly scope: Scope;
  readonly api: object;
}): unknown => {
  const compartment = new Compartment({ __options__: true, name: script.scriptName });
  for (const name of sesOnly) Reflect.deleteProperty(compartment.globalThis, name);
  Object.assign(compartment.globalThis, script.scope);

  const require = harden(requireOf(script.api));
  const module: { exports: unknown } = { exports: {} };
  // The wrapper shares the script's first line, so that line numbers are the author's.
  const wrapped = `(function (module, exports, require) {${script.source}\n})\n//# sourceURL=${script.scriptName}`;
  const run: (...scope: unknown[]) => void = compile(compartment, wrapped);
  Reflect.apply(run, module.exports, [module, module.exports, require]);
  return module.exports;
};

const compile = (compartment: Compartment, wrapped: string): ((...scope: unknown[]) => void) => {
  try {
    // SES refuses `-->` and `<!--` because parsers disagree about them. Here only V8 ever parses the text, and
    // minified loops are full of `n-->0`.
    return compartment.evaluate(wrapped, { __evadeHtmlCommentTest__: true });
  } catch (error) {
    throw error instanceof SyntaxError ? new SyntaxError(refusalOf(error.message)) : error;
  }
};

/** SES searches the text for these, without parsing: comments and strings count too. */
const rules: readonly (readonly [string, string])[] = [
  ['SES_IMPORT_REJECTED', 'import( … )'],
  ['SES_EVAL_REJECTED', 'eval( … )'],
];

const refusalOf = (message: string): string => {
  for (const [code, text] of rules) {
    if (!message.includes(code)) continue;
    const line = /:(\d+)\. \(/.exec(message)?.[1] ?? '?';
    return `Line ${line} of the entry script holds "${text}", which may not occur in it, not even in a comment or string: it would load or run code from elsewhere. Bundle into one file without dynamic imports, and strip comments. (${code})`;
  }
  return `The entry script does not parse as CommonJS: ${message}`;
};
