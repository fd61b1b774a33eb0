import type { Endowments } from './endowments.ts';
import { doesNotParse, runEntry, wrapEntry } from './entry-script.ts';
import { mayNotOccur, refuseImport } from './refuse-import.ts';

/** SES's own, which no other shell has. A Compartment in an extension's hand is only more to think about. */
const sesOnly = ['Compartment', 'lockdown', 'harden', 'ModuleSource'];

/**
 * Runs an entry script: one bundled CommonJS file. It sees `module`, `exports`, `require` of extension-api, and the
 * given scope; nothing of this module, of the thread or of Node.
 */
export function evaluateScript(script: {
  readonly source: string;
  readonly scriptName: string;
  readonly scope: Endowments;
  readonly api: object;
}): unknown {
  refuseImport(script.source);
  const compartment = new Compartment({ __options__: true, name: script.scriptName });
  for (const name of sesOnly) Reflect.deleteProperty(compartment.globalThis, name);
  Object.assign(compartment.globalThis, script.scope);

  const wrapped = wrapEntry(script.source, script.scriptName);
  return runEntry(compile(compartment, wrapped), script.api, harden);
}

const compile = (compartment: Compartment, wrapped: string): unknown => {
  try {
    // SES refuses `-->` and `<!--` because parsers disagree about them. Here only V8 ever parses the text, and
    // minified loops are full of `n-->0`.
    return compartment.evaluate(wrapped, { __evadeHtmlCommentTest__: true });
  } catch (error) {
    throw error instanceof SyntaxError ? new SyntaxError(refusalOf(error.message)) : error;
  }
};

/** SES searches the text, without parsing: comments and strings count too. Its own rule for imports knows no phases. */
const refusalOf = (message: string): string => {
  const line = /SES_EVAL_REJECTED/.test(message) && /:(\d+)\. \(/.exec(message)?.[1];
  return line ? mayNotOccur('eval( … )', line) : doesNotParse(message);
};
