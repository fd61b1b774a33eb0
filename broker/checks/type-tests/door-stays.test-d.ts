import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd';
import type { BodySource } from '../../dist/network/body-queue.js';
import type { Exchange, Hop } from '../../dist/network/exchange.js';
import type { Scrubbed } from '../../dist/network/scrub.js';
import type { ConnectionInUse } from '../../dist/resolve/connection-in-use.js';
import type {
  CredentialedRequest,
  Door,
  OpenConnection,
  ProgramEvents,
  Talk,
} from '../../dist/secrets/door.js';
import type { SignInDoor } from '../../dist/secrets/oauth/sign-in-door.js';
import type { Secret } from '../../dist/secrets/vault/secret.js';
import type { Vault } from '../../dist/secrets/vault/vault.js';

declare const door: Door;
declare const talk: Talk;
declare const connection: ConnectionInUse;
declare const request: CredentialedRequest;
declare const exchange: Exchange;
declare const hop: Hop;
declare const body: BodySource;

/** The rule: a door takes a connection and a request, and gives back an exchange; there is nothing else behind it. */
expectType<Promise<Exchange>>(door.open(connection).send(request));
expectType<Promise<Exchange>>(talk.open(connection).send(request));
expectType<'open' | 'openTalk' | 'close'>({} as keyof Door);
expectType<'send'>({} as keyof OpenConnection);
expectType<'send' | 'start'>({} as keyof ReturnType<Talk['open']>);

/** How a credential is placed, learned from and scrubbed is not its caller's to say, or to leave out. */
expectError<CredentialedRequest>({ ...request, inject: () => undefined });
expectError<CredentialedRequest>({ ...request, learn: () => false });
expectError<CredentialedRequest>({ ...request, identity: undefined });
expectError<CredentialedRequest>({ ...request, pathWithout: () => undefined });
expectError<CredentialedRequest>({ ...request, scrub: undefined });
expectError<CredentialedRequest>({
  ...request,
  decideRedirect: () => ({ ok: false, why: 'foreign-origin' }),
});

/** No part of an exchange can be made without scrubbing: status, headers, hops, body. */
expectAssignable<Exchange>(exchange);
expectError<Exchange>({ ...exchange, status: 200 });
expectError<Exchange>({ ...exchange, headers: [['name', 'value']] });
expectError<Exchange>({ ...exchange, hops: [{ ...hop, path: '/text' }] });
expectError<Exchange>({ ...exchange, body });
declare const bytes: Uint8Array;
expectError<ProgramEvents['data']>((chunk: Scrubbed<string>) => chunk);
declare const on: ProgramEvents;
expectError(on.data(bytes));
expectError(on.errorOutput(bytes));

/** What the vault and the sign-in's door open gives its holder no plaintext. */
declare const opened: Extract<ReturnType<Vault['open']>, { ok: true }>;
declare const tokens: Extract<ReturnType<SignInDoor['open']>, { ok: true }>;
expectType<Secret>(opened.secret);
expectType<Secret>(tokens.secret);
expectError(opened.secret.use);
expectError(tokens.secret.plaintext);
expectNotAssignable<string>(tokens.secret);
type Members = Exclude<keyof Secret, symbol>;
expectType<'toString' | 'toJSON'>({} as Members);
