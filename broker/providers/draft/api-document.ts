import { Script } from 'node:vm';
import type { JsonObject } from '@valetkey/api-contracts';
import { parse } from 'yaml';
import { isObject } from '../../json/is-object.ts';
import { parseJson } from '../../json/parse-json.ts';

/** A description of an HTTP API, and what in it points at other documents. Those are never fetched. */
export type ApiDocument = {
  readonly root: JsonObject;
  /** The object that stands there, behind `$ref`s within the document. */
  readonly objectOf: (value: unknown) => JsonObject | undefined;
  readonly foreignRefs: () => readonly string[];
};

/** Parsing YAML is slow: a document of this size takes about a second. */
const mostYaml = 4_000_000;
/** A kilobyte of `? ` keeps the parser busy for minutes, and main with it. */
const longestParseMs = 2_000;
const versionLine = /^(openapi|swagger):/m;
const mostSteps = 16;

/** OpenAPI 3 or Swagger 2, in JSON or YAML; undefined for anything else. */
export function readApiDocument(text: string): ApiDocument | 'too-long' | undefined {
  const json = parseJson(text);
  const root = json ?? (text.length > mostYaml ? tooLong : yamlIn(text));
  if (root === tooLong) return versionLine.test(text) ? 'too-long' : undefined;
  if (!isObject(root)) return undefined;
  // Without quotes, YAML reads a version as a number.
  const isOne = /^3(\.|$)/.test(String(root['openapi'])) || /^2(\.0)?$/.test(String(root['swagger']));
  if (!isOne) return undefined;
  const foreign = new Set<string>();
  const targets = new Map<string, unknown>();
  const objectOf = (value: unknown): JsonObject | undefined => {
    let at = value;
    for (let step = 0; step < mostSteps && isObject(at); step += 1) {
      const ref = at['$ref'];
      if (typeof ref !== 'string') return at;
      if (!ref.startsWith('#/')) {
        foreign.add(ref);
        return undefined;
      }
      // Thousands of parts may point at the same place, and its name may have a million steps.
      if (!targets.has(ref)) targets.set(ref, standingAt(root, ref));
      at = targets.get(ref);
    }
    return undefined;
  };
  return { root, objectOf, foreignRefs: () => [...foreign] };
}

/** RFC 6901, in the fragment of an address. */
const standingAt = (root: JsonObject, ref: string): unknown => {
  let at: unknown = root;
  for (const step of ref.slice(2).split('/')) {
    const name = decoded(step).replaceAll('~1', '/').replaceAll('~0', '~');
    at = isObject(at) && Object.hasOwn(at, name) ? at[name] : undefined;
  }
  return at;
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const tooLong = Symbol('too long');
/** The only way to end synchronous work on the same thread. */
const bounded = new Script('parse()');

/**
 * Aliases that multiply, and tags that would make objects of their own, are refused. Of a key that stands twice the last
 * counts, as in JSON: to look for such takes the square of their number.
 */
const yamlIn = (text: string): unknown => {
  const options = { maxAliasCount: 100, schema: 'core', logLevel: 'silent', uniqueKeys: false } as const;
  try {
    return bounded.runInNewContext({ parse: () => parse(text, options) }, { timeout: longestParseMs });
  } catch (error) {
    return isObject(error) && error['code'] === 'ERR_SCRIPT_EXECUTION_TIMEOUT' ? tooLong : undefined;
  }
};
