import type {
  CapabilityContract,
  Contract,
  ControlContract,
  ErrorAnswer,
  Facet,
  Json,
  JsonObject,
  McpSessionContract,
  Method,
} from '@valetkey/api-contracts';
import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd';
import type { z } from 'zod';
import type { ConsentContract } from '../../dist/contracts/consent.js';
import type { SettingsContract } from '../../dist/contracts/settings.js';
import type { Secret } from '../../dist/secrets/vault/secret.js';

declare const secret: Secret;

/**
 * The rule: nothing that a contract answers to a renderer or an extension has a place for a Secret, at any depth.
 * `true` where one could be: in a property, an element, a record, a union's arm; and `unknown` and `any`, which
 * would take one too.
 */
type Holds<T> = 0 extends 1 & T
  ? true
  : unknown extends T
    ? true
    : [T] extends [never]
      ? false
      : true extends Each<T>
        ? true
        : false;
type Each<T> = T extends unknown ? HoldsOne<T> : never;
type HoldsOne<T> = Secret extends T
  ? true
  : T extends
        | string
        | number
        | boolean
        | bigint
        | null
        | undefined
        | Uint8Array
        | ((...args: never) => unknown)
    ? false
    : T extends readonly unknown[]
      ? [T[number]] extends [Json]
        ? false // endless, too
        : Holds<T[number]>
      : string extends keyof T
        ? JsonObject extends T
          ? false // JSON, endless: that a Secret is none is tested below
          : Holds<T[keyof T]>
        : { [Key in keyof T]-?: Holds<T[Key]> }[keyof T];

type Leaks<C extends Contract> = {
  [Name in keyof C]: true extends Holds<z.input<C[Name]['result']>> | Holds<z.output<C[Name]['result']>>
    ? Name
    : never;
}[keyof C];

// Neither what a facet returns nor what its caller gets, in every contract that there is.
expectType<never>({} as Leaks<ControlContract>);
expectType<never>({} as Leaks<CapabilityContract>);
expectType<never>({} as Leaks<McpSessionContract>);
expectType<never>({} as Leaks<SettingsContract>);
expectType<never>({} as Leaks<ConsentContract>);
expectType<false>({} as Holds<ErrorAnswer>);

// Nor anywhere in the inputs: a secret goes in as the text that was typed, and becomes a Secret in the vault.
type Takes<C extends Contract> = { [Name in keyof C]: Holds<z.input<C[Name]['input']>> }[keyof C];
expectType<false>({} as Takes<ControlContract>);
expectType<false>({} as Takes<CapabilityContract>);
expectType<false>({} as Takes<McpSessionContract>);
expectType<false>({} as Takes<SettingsContract>);
expectType<false>({} as Takes<ConsentContract>);

// Negative controls: made-up contracts whose answers have a place for one are found.
type Answering<Result> = { readonly leak: Method<z.ZodType, z.ZodType<Result, Result>> };
expectType<'leak'>({} as Leaks<Answering<Secret>>);
expectType<'leak'>({} as Leaks<Answering<{ token: Secret }>>);
expectType<'leak'>({} as Leaks<Answering<{ token?: Secret }>>);
expectType<'leak'>({} as Leaks<Answering<{ list: { token: Secret }[] }>>);
expectType<'leak'>({} as Leaks<Answering<readonly Secret[]>>);
expectType<'leak'>({} as Leaks<Answering<[string, Secret]>>);
expectType<'leak'>({} as Leaks<Answering<Record<string, Secret>>>);
expectType<'leak'>({} as Leaks<Answering<{ a: { b: { c: string | Secret } } }>>);
expectType<'leak'>({} as Leaks<Answering<{ kind: 'none' } | { kind: 'token'; value: Secret }>>);
expectType<'leak'>({} as Leaks<Answering<unknown>>);
expectType<'leak'>({} as Leaks<Answering<{ more: unknown }>>);
expectType<'leak'>({} as Leaks<Answering<{ more: object }>>);
expectType<'leak'>({} as Leaks<ConsentContract & Answering<{ token: Secret }>>);
expectType<never>({} as Leaks<Answering<{ token: string; bytes: Uint8Array; rest: JsonObject }>>);

// A Secret is no text, no JSON, and nothing that looks alike is a Secret.
expectNotAssignable<string>(secret);
expectNotAssignable<JsonObject>(secret);
expectNotAssignable<JsonObject>({ nested: [{ token: secret }] });
expectNotAssignable<Uint8Array>(secret);
expectError<Secret>({
  toString: () => '[secret]' as const,
  toJSON: () => '[secret]' as const,
});
expectType<'[secret]'>(secret.toString());
expectType<'[secret]'>(secret.toJSON());

// So a facet that returns one does not compile: on top, where a string is due, in a list, inside MCP's JSON.
type CapabilityFacet = Facet<CapabilityContract>;
type SettingsFacet = Facet<SettingsContract>;
expectError<CapabilityFacet['describe']>(() => secret);
declare const port: { postMessage(message: unknown): void };
const opened = <Info>(serverInfo: Info) => ({
  port,
  handshake: { protocolVersion: '2025-11-25', serverInfo, capabilities: {} },
});
expectError<CapabilityFacet['mcpOpen']>(() => opened({ name: secret }));
expectError<CapabilityFacet['fetch']>(() => ({
  status: 200,
  headers: [['x-token', secret]],
  body: { kind: 'none' },
}));
expectError<CapabilityFacet['fetch']>(() => ({
  status: 200,
  headers: [],
  body: { kind: 'bytes', bytes: secret },
}));
type McpFacet = Facet<McpSessionContract>;
const answered = <Result>(result: Result) => ({ messages: [{ jsonrpc: '2.0' as const, id: 1, result }] });
expectError<McpFacet['request']>(() => answered({ content: [secret] }));
expectError<McpFacet['request']>(() => answered({ content: [{ type: 'text', text: secret }] }));
expectError<McpFacet['request']>(async () => answered({ structuredContent: { deep: [{ token: secret }] } }));
expectError<McpFacet['request']>(() => answered({ contents: [{ blob: secret }] }));
expectError<McpFacet['receive']>(() => ({
  messages: [{ jsonrpc: '2.0' as const, method: 'notifications/message' as const, params: { data: secret } }],
}));
expectError<SettingsFacet['protection']>(() => ({
  state: 'unlocked',
  canSetAside: false,
  guardedBy: secret,
}));
expectError<SettingsFacet['requestAccess']>(() => ({ decision: secret }));
expectError<SettingsFacet['listConnections']>(() => [secret]);
expectError<ErrorAnswer>({ code: 'internal', at: secret });

// And what is compiled above is right but for the Secret.
expectAssignable<CapabilityFacet['mcpOpen']>(() => opened({ name: 'x' }));
expectAssignable<McpFacet['request']>(() =>
  answered({ structuredContent: { deep: [{ token: '[secret]' }] } }),
);
expectAssignable<McpFacet['receive']>(() => ({
  messages: [{ jsonrpc: '2.0' as const, method: 'notifications/message' as const, params: { data: 'x' } }],
}));
expectAssignable<CapabilityFacet['fetch']>(() => ({
  status: 200,
  headers: [['x-token', 'x']] as [string, string][],
  body: { kind: 'none' as const },
}));
expectAssignable<SettingsFacet['protection']>(() => ({
  state: 'unlocked' as const,
  canSetAside: false,
  ways: [],
  guardedBy: 'x',
  grade: 'strong',
  notProtectedFrom: [],
}));
