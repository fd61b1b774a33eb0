import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd';
import { z } from 'zod';
import type {
  CapabilityContract,
  CapabilityId,
  Client,
  ConnectionId,
  Contract,
  ControlContract,
  ExtensionId,
  GrantId,
  Json,
  JsonObject,
  McpSessionContract,
  Method,
  ProviderId,
} from '../dist/index.js';
import { bytes, method, nothing } from '../dist/index.js';

// Ids are branded: one cannot be passed where another is meant, nor a string that nobody has parsed.
declare const connectionId: ConnectionId;
declare const extensionId: ExtensionId;
expectError<GrantId>(connectionId);
expectError<CapabilityId>(connectionId);
expectError<ProviderId>(extensionId);
expectError<ConnectionId>('con_aaaaaaaaaaaaaaaaaaaaa');
expectAssignable<string>(connectionId);

// An input says where it has bytes, and names nothing else.
const withBody = z.strictObject({ body: z.union([z.string(), bytes]).optional(), text: z.string() });
method({ input: withBody, result: nothing, bytesIn: ['body'] });
expectError(method({ input: withBody, result: nothing }));
expectError(method({ input: withBody, result: nothing, bytesIn: ['text'] }));
expectError(method({ input: z.strictObject({ text: z.string() }), result: nothing, bytesIn: ['text'] }));
expectError(method({ input: z.strictObject({ any: z.any() }), result: nothing }));

// Every contract is one, and its facet and client have its methods, no more and no less.
expectAssignable<Contract>({} as ControlContract);
expectAssignable<Contract>({} as CapabilityContract);
expectType<keyof ControlContract>({} as keyof Client<ControlContract>);

// JSON is JSON: what is live does not pass for it.
expectAssignable<Json>({ a: [1, 'x', null, true, { b: undefined }] });
expectNotAssignable<Json>(undefined);
expectNotAssignable<Json>(new Date());
expectNotAssignable<Json>(() => 1);
expectNotAssignable<Json>(1n);
expectNotAssignable<Json>(Symbol('x'));
expectNotAssignable<JsonObject>(new Map());
expectNotAssignable<JsonObject>({ nested: { when: new Date() } });

// No field in which a caller says who it is: the port says that. `extension` in Settings is a subject, not a caller.
type Identity =
  | 'principal'
  | 'extension'
  | 'extensionId'
  | 'publisher'
  | 'caller'
  | 'sender'
  | 'owner'
  | 'user'
  | 'agent'
  | 'identity'
  | 'capabilityId'
  | 'handle'
  | 'grantId'
  | 'connectionId'
  | 'token'
  | 'nonce';
type Distributed<T> = T extends unknown ? Names<T> : never;
/** Every property name at any depth; arguments of tools and prompts are the extension's own words. */
type Names<T> = T extends string | number | boolean | null | undefined | Uint8Array
  ? never
  : T extends readonly unknown[]
    ? Json extends T[number]
      ? never
      : Distributed<T[number]>
    : string extends keyof T
      ? JsonObject extends T
        ? never
        : Distributed<T[keyof T]>
      : { [Key in keyof T & string]-?: Key | Distributed<T[Key]> }[keyof T & string];
type NamesIn<C extends Contract> = {
  [Name in keyof C]: Distributed<z.input<C[Name]['input']>> | Distributed<z.output<C[Name]['input']>>;
}[keyof C];

expectType<never>({} as NamesIn<ControlContract> & Identity);
expectType<never>({} as NamesIn<CapabilityContract> & Identity);
expectType<never>({} as NamesIn<McpSessionContract> & Identity);
expectAssignable<NamesIn<CapabilityContract>>('mcpTools' as const);
expectAssignable<NamesIn<ControlContract>>('message' as const);

// Negative controls: the check sees such a field on top, in a list, in a union, and behind an optional.
type Taking<Input> = { readonly m: Method<z.ZodType<Input, Input>> };
expectType<'principal'>({} as NamesIn<Taking<{ principal: string }>> & Identity);
expectType<'extension'>({} as NamesIn<Taking<{ list: { extension: string }[] }>> & Identity);
expectType<'caller'>({} as NamesIn<Taking<{ a: 1 } | { b?: { caller: string } }>> & Identity);
