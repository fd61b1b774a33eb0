import { doesNotParse, runEntry, wrapEntry } from '../../../node/guest/entry-script.ts';
import { refuseImport } from '../../../node/guest/refuse-import.ts';

/** Evaluates a text in the Worker's scope. */
export type Evaluate = (text: string) => unknown;

type TrustedTypes = {
  createPolicy(
    name: string,
    rules: { createScript(text: string): string },
  ): { createScript(text: string): object };
};

/**
 * The Worker's only way to evaluate a text. Its CSP lets scripts come from nowhere, so that no request of the Worker ever
 * leaves its process; text is evaluated under the one Trusted Types policy that the CSP names, which is made here, before
 * the extension is there, and cannot be made twice. Call it before take-away.ts has taken what it needs.
 */
export const takeEvaluate = (scope: {
  readonly trustedTypes?: TrustedTypes;
  eval(text: unknown): unknown;
}): Evaluate => {
  const { eval: evaluate, trustedTypes } = scope;
  const policy = trustedTypes?.createPolicy('entry', { createScript: (text) => text });
  return (text) => evaluate(policy?.createScript(text) ?? text);
};

/** Runs the entry script, one bundled CommonJS file. Returns what it exports. */
export function loadEntry(source: string, evaluate: Evaluate, api: object): unknown {
  refuseImport(source);
  return runEntry(compile(wrapEntry(source, 'extension.js'), evaluate), api, Object.freeze);
}

const compile = (wrapped: string, evaluate: Evaluate): unknown => {
  try {
    return evaluate(wrapped);
  } catch (error) {
    throw error instanceof SyntaxError ? new SyntaxError(doesNotParse(error.message)) : error;
  }
};
