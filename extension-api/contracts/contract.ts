import { z } from 'zod';

/**
 * A contract is a value: one entry per method, each with the shape of its one input object, of its result,
 * and of what travels by transfer. The gate's method list, the client proxy and the TypeScript types are all
 * derived from it, so that a method exists in one place.
 */
export type Method<Input extends z.ZodType = z.ZodType, Result extends z.ZodType = z.ZodType> = {
  readonly input: Input;
  readonly result: Result;
  /** Ports and buffers inside a result that are moved rather than copied. */
  readonly transfers?: (result: z.output<Result>) => readonly unknown[];
  /** It ends another call, so a caller with too many calls under way may still make this one. */
  readonly relieves?: true;
  /** How much its input may be as JSON, in bytes as `measurePlainData` counts them. Absent: `ordinaryInput`. */
  readonly largestInput?: number;
  /** The input's own members that may be bytes. Everything else in it is JSON. */
  readonly bytesIn?: readonly string[];
};

/** Most inputs are names, ids and short texts. */
export const ordinaryInput = 256 * 1024;
/** For JSON that is somebody else's: what MCP tools take, what an import holds. Main writes it out in one go. */
export const largestJson = 2 * 1024 * 1024;

export type Contract = Readonly<Record<string, Method>>;

/** Does not compile where the input's type has bytes and `bytesIn` does not name them, or names something else. */
export const method = <Input extends z.ZodType, Result extends z.ZodType>(
  definition: Method<Input, Result> & BytesDeclared<z.input<Input>>,
): Method<Input, Result> => Object.freeze<Method<Input, Result>>(definition as Method<Input, Result>);

/** What a definition says of the bytes of its input: an entry of `bytesIn` for each member that holds some. */
export type BytesDeclared<Input> = [MemberWithBytes<Input>] extends [never]
  ? { readonly bytesIn?: never }
  : { readonly bytesIn: readonly MemberWithBytes<Input>[] };
type MemberWithBytes<Input> = Input extends unknown
  ? { [Name in keyof Input]-?: HasBytes<Input[Name]> extends true ? Name : never }[keyof Input]
  : never;
type HasBytes<Value> = true extends (Value extends ArrayBufferView | ArrayBufferLike ? true : never)
  ? true
  : false;

/** For methods that take nothing: the one input is still an object, so that every frame has one shape. */
export const nothing = z.strictObject({});

/** What the broker implements behind a port. */
export type Facet<C extends Contract> = {
  readonly [Name in keyof C]: (
    input: z.output<C[Name]['input']>,
  ) => z.input<C[Name]['result']> | Promise<z.input<C[Name]['result']>>;
};

/** What the holder of the port's far end calls. A method whose input may be empty can be called with nothing. */
export type Client<C extends Contract> = {
  readonly [Name in keyof C]: Record<string, never> extends z.input<C[Name]['input']>
    ? (input?: z.input<C[Name]['input']>) => Promise<z.output<C[Name]['result']>>
    : (input: z.input<C[Name]['input']>) => Promise<z.output<C[Name]['result']>>;
};

/** The names that a holder may call: own enumerable keys, so `constructor` or `__proto__` never are. */
export const methodNames = (contract: Contract): readonly string[] => Object.keys(contract);

type PortLike = { postMessage(message: unknown, transfer?: readonly never[]): void };

/**
 * A port that travels inside a result. Which class it has depends on the shell (MessagePort in Node and pages,
 * MessagePortMain in Electron's main), so only its presence is checked here; the transport checks the rest.
 */
export const port = z.custom<PortLike>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    'postMessage' in value &&
    typeof value.postMessage === 'function',
  'must be a message port',
);

/** Structured clone sends all of the buffer behind a view: the neighbours in a pool would travel along. */
export const bytes = z.custom<Uint8Array<ArrayBuffer>>(
  (value) =>
    value instanceof Uint8Array &&
    value.buffer instanceof ArrayBuffer &&
    value.byteLength === value.buffer.byteLength,
  'must be a Uint8Array with a buffer of its own that is not shared',
);

export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };
export type JsonObject = { readonly [key: string]: Json | undefined };

/**
 * An object whose inside is somebody else's (an MCP server's, a tool's). The type keeps what is not JSON out; at run
 * time only the outer shape is checked here, because the gate has measured what comes in and redaction has rebuilt
 * what goes out.
 */
export const jsonObject = z.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'must be an object',
);

/** The same for any JSON value. */
export const jsonValue = z.custom<Json>(
  (value) => value === null || ['string', 'number', 'boolean', 'object'].includes(typeof value),
  'must be JSON',
);
