import {
  type Contract,
  capabilityContract,
  controlContract,
  mcpSessionContract,
  methodNames,
} from '@valetkey/api-contracts';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { consentContract } from './consent.ts';
import { samples } from './fixtures/samples.ts';
import { settingsContract } from './settings.ts';

const contracts: Readonly<Record<string, Contract>> = {
  controlContract,
  capabilityContract,
  mcpSessionContract,
  consentContract,
  settingsContract,
};
const methods = Object.entries(contracts).flatMap(([name, contract]) =>
  methodNames(contract).map((method) => [`${name}.${method}`, name, method] as const),
);

/** Every plain object inside a value, and the ways to it; what is no object of a schema (bytes, ports) is passed over. */
const places = (
  value: unknown,
  path: readonly (string | number)[] = [],
): readonly (readonly (string | number)[])[] => {
  if (Array.isArray(value)) return value.flatMap((element, index) => places(element, [...path, index]));
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return [];
  if ('postMessage' in value) return [];
  return [path, ...Object.entries(value).flatMap(([key, member]) => places(member, [...path, key]))];
};
const withKey = (value: unknown, path: readonly (string | number)[], key: string): unknown => {
  const [step, ...rest] = path;
  if (step === undefined) return { ...(value as object), [key]: 'x' };
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<
    string | number,
    unknown
  >;
  copy[step] = withKey(copy[step], rest, key);
  return copy;
};

/** What has keys of somebody else's choosing: fields and secrets by their id, arguments, the inside of MCP's JSON. */
const open =
  /^(fields|secrets|arguments|(.*\.)?(params|result|environment|authorizationParameters|parameters|scopeWords|claims|sampling|elicitation|roots|serverInfo|capabilities)|.*\.fields|.*\.auth\.(parts\.\d+\.)?headers|.*\.(json|rename|default|hosts))$/;

describe.each(methods)('%s', (_title, name, method) => {
  const { input, result } = samples[name]?.[method] ?? { input: [], result: [] };
  const schemas = contracts[name]?.[method];

  it('the method accepts its sample inputs and results', () => {
    expect(input.length * result.length).toBeGreaterThan(0);
    for (const value of input) expect(schemas?.input.parse(value)).toEqual(value);
    for (const value of result) expect(schemas?.result.safeParse(value).error).toBeUndefined();
  });

  it('the method refuses an extra key in every nested object', () => {
    for (const [schema, values] of [
      [schemas?.input, input],
      [schemas?.result, result],
    ] as const) {
      for (const value of values) {
        for (const path of places(value)) {
          const inside = path.join('.');
          const admitted = schema?.safeParse(withKey(value, path, 'principal')).success;
          // A provider's own `fields` is a list of objects that are strict again; a connection's is a record.
          if (!open.test(inside)) expect(admitted, `principal at ${inside}`).toBe(false);
        }
      }
    }
  });

  it('the method takes one object and nothing else', () => {
    for (const wrong of [undefined, null, 5, 'x', () => 1]) {
      expect(schemas?.input.safeParse(wrong).success).toBe(false);
    }
    // Without keys these are as good as an empty object to zod; what comes out of it is one.
    for (const odd of [[], new Map([['a', 1]]), Object.create({ provider: 'x' })]) {
      const parsed = schemas?.input.safeParse(odd);
      if (parsed?.success) expect(Object.getPrototypeOf(parsed.data)).toBe(Object.prototype);
    }
  });

  it('the method copies its input', () => {
    for (const value of input) expect(schemas?.input.parse(value)).not.toBe(value);
  });

  it('the method’s schema consists of strict objects throughout', () => {
    for (const schema of [schemas?.input, schemas?.result]) {
      if (schema !== undefined) expect(looseObjects(schema)).toEqual([]);
    }
  });

  it('the method’s samples reach every property of its schema', () => {
    for (const [schema, values] of [
      [schemas?.input, input],
      [schemas?.result, result],
    ] as const) {
      if (schema === undefined) continue;
      const reached = new Set(values.flatMap((value) => namesIn(value)));
      expect(propertiesOf(schema).filter((property) => !reached.has(property))).toEqual([]);
    }
  });
});

it('each method has a sample, and no sample is without a method', () => {
  for (const [name, contract] of Object.entries(contracts)) {
    expect(Object.keys(samples[name] ?? {}).sort()).toEqual([...methodNames(contract)].sort());
  }
});

/** Schemas right inside a schema, whatever its kind; a kind that is not known here fails the test. */
const inside = (schema: z.core.$ZodType): readonly z.core.$ZodType[] => {
  const { def } = schema._zod as z.core.$ZodTypeInternals & { def: z.core.$ZodTypes['_zod']['def'] };
  switch (def.type) {
    case 'object':
      return Object.values(def.shape);
    case 'array':
      return [def.element];
    case 'tuple':
      return def.items;
    case 'record':
      return [def.valueType];
    case 'union':
      return def.options;
    case 'pipe':
      return [def.in];
    case 'optional':
    case 'default':
    case 'prefault':
    case 'readonly':
      return [def.innerType];
    case 'string':
    case 'number':
    case 'boolean':
    case 'null':
    case 'enum':
    case 'literal':
    case 'custom':
      return [];
    default:
      throw new Error(`a schema of kind ${def.type}: say here what is inside it`);
  }
};

const all = (schema: z.core.$ZodType): readonly z.core.$ZodType[] => [schema, ...inside(schema).flatMap(all)];

const objectsIn = (schema: z.core.$ZodType): readonly z.ZodObject[] =>
  all(schema).filter((part): part is z.ZodObject => part instanceof z.ZodObject);

const looseObjects = (schema: z.core.$ZodType): readonly string[] =>
  objectsIn(schema)
    .filter(({ def }) => !(def.catchall instanceof z.ZodNever))
    .map(({ shape }) => Object.keys(shape).join());

const propertiesOf = (schema: z.core.$ZodType): readonly string[] =>
  objectsIn(schema).flatMap(({ shape }) => Object.keys(shape));

const namesIn = (value: unknown): readonly string[] =>
  typeof value !== 'object' || value === null || ArrayBuffer.isView(value)
    ? []
    : Object.entries(value).flatMap(([key, member]) => [key, ...namesIn(member)]);
