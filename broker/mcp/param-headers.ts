import { isObject } from '../json/is-object.ts';

/** Arguments of a tool that its server wants to see in a header, too (`x-mcp-header` in its schema). */
export type ParamHeader = { readonly path: readonly string[]; readonly name: string };

const annotation = 'x-mcp-header';
/** RFC 9110, 5.1. */
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const primitives: readonly unknown[] = ['string', 'integer', 'boolean'];
/** A schema is the server's: beyond these nobody goes through it. */
const mostNodes = 20_000;
const deepest = 64;

/**
 * The annotations of a schema. Undefined where one of them is not as the specification has it: such a tool is not to be
 * used, since its server would take a header for an argument that is none.
 */
export function paramHeadersIn(schema: unknown): readonly ParamHeader[] | undefined {
  const found: ParamHeader[] = [];
  const names = new Set<string>();
  let nodes = 0;
  /** `path` is undefined below anything but `properties`, where an argument may have another place. */
  const visit = (node: unknown, path: readonly string[] | undefined, depth: number): boolean => {
    nodes += 1;
    if (nodes > mostNodes || depth > deepest) return false;
    if (Array.isArray(node)) return node.every((one) => visit(one, undefined, depth + 1));
    if (!isObject(node)) return true;
    const name = node[annotation];
    if (name !== undefined && path !== undefined && path.length === 0) return false;
    if (name !== undefined) {
      if (path === undefined || typeof name !== 'string' || !token.test(name)) return false;
      if (!primitives.includes(node['type']) || names.has(name.toLowerCase())) return false;
      names.add(name.toLowerCase());
      found.push({ path, name });
    }
    return Object.entries(node).every(([key, value]) => {
      if (data.includes(key)) return true;
      if (key !== 'properties' || !isObject(value)) return visit(value, undefined, depth + 1);
      return Object.entries(value).every(([property, inner]) =>
        visit(inner, path && [...path, property], depth + 1),
      );
    });
  };
  return visit(schema, [], 0) ? found : undefined;
}

/** Keywords whose values are no schemas: an example may have a member of any name. */
const data: readonly string[] = ['default', 'const', 'enum', 'examples', 'required', 'type'];

/** The values that go into headers, before they are encoded. An argument that is absent or null has none. */
export function headerValues(
  declared: readonly ParamHeader[],
  given: unknown,
): readonly (readonly [name: string, value: string])[] {
  return declared.flatMap(({ path, name }) => {
    let value: unknown = given;
    for (const key of path) value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
    const isWhole = typeof value === 'number' && Number.isSafeInteger(value);
    if (typeof value !== 'string' && typeof value !== 'boolean' && !isWhole) return [];
    return [[`Mcp-Param-${name}`, String(value)] as const];
  });
}

/** As the specification's value encoding has it: what is no plain field value is base64 of UTF-8, marked as such. */
export function encodedValue(value: string): string {
  const isPlain =
    /^[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?$/.test(value) && !/^=\?base64\?.*\?=$/s.test(value);
  return isPlain ? value : `=?base64?${Buffer.from(value, 'utf8').toString('base64')}?=`;
}
