import type { FetchAnswer } from '@valetkey/api-contracts';
import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd';
import type { BodySource } from '../../dist/network/body-queue.js';
import type { Unscrubbed } from '../../dist/network/inside-answer.js';
import { readWhole } from '../../dist/network/read-whole.js';
import type {
  Courier,
  Exchange,
  InsideRequest,
  ReplyHead,
  Scrub,
  SendRequest,
} from '../../dist/network/send.js';
import { type ProgramScrub, startProgram } from '../../dist/secrets/server-program.js';
import type { Fetched, ScrubbedAnswer } from '../../dist/use/fetch.js';

declare const courier: Courier;
declare const request: InsideRequest;
declare const scrub: Scrub;
declare const source: BodySource;
declare const exchange: Exchange;
declare const inside: Unscrubbed<Exchange>;
declare const head: Unscrubbed<ReplyHead>;

/** The rule: nothing is sent, and no program started, without what takes secrets out of the answer: all of it. */
expectError(courier.send(request));
expectError<SendRequest>({ ...request, scrub: undefined });
expectError<Scrub>({ stream: scrub.stream });
expectError<Scrub>({ stream: scrub.stream, text: scrub.text });
expectError<ProgramScrub>({ output: scrub.stream });
expectType<Promise<Exchange>>(courier.send({ ...request, scrub }));
declare const program: Parameters<typeof startProgram>[0];
declare const events: Parameters<typeof startProgram>[2];
declare const powers: Parameters<typeof startProgram>[3];
expectError(startProgram(program, events, powers));

/** What was not scrubbed has no parts: not one of an answer's, and not one of its head. */
expectType<Promise<Unscrubbed<Exchange>>>(courier.sendInside(request));
expectError(inside.status);
expectError(inside.headers);
expectError(inside.body);
expectError(inside.hops);
expectError(head.status);
expectError(head.headers);
expectNotAssignable<Exchange>(inside);

/** And an extension's answer is made of parts that were: no other text, number, body or bytes fit. */
const answerOf = (parts: Partial<Record<keyof ScrubbedAnswer, unknown>>) => parts;
const clean: ScrubbedAnswer = { status: exchange.status, headers: exchange.headers, body: { kind: 'none' } };
expectAssignable<FetchAnswer>(clean);
expectNotAssignable<ScrubbedAnswer>(answerOf({}));
expectError<ScrubbedAnswer>({ ...clean, status: 200 });
expectError<ScrubbedAnswer>({ ...clean, headers: [['x-ratelimit-name', 'value']] });
expectError<ScrubbedAnswer>({ ...clean, headers: exchange.headers.map(([name]) => [name, 'value']) });
expectError<ScrubbedAnswer>({ ...clean, headers: exchange.headers.map(([, value]) => ['name', value]) });
expectError<ScrubbedAnswer>({ ...clean, body: { kind: 'bytes', bytes: new Uint8Array() } });
expectError<Fetched>({ answer: clean, open: { source, ended: () => undefined } });
expectError(readWhole(source));
declare const watched: string;
expectError<ScrubbedAnswer>({ ...clean, headers: [[watched, watched]] });
