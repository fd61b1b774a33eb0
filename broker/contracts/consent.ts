import {
  access,
  connectionId,
  costUnit,
  extensionId,
  instant,
  limits,
  mcpCallback,
  method,
  nonce,
  nothing,
  providerId,
} from '@valetkey/api-contracts';
import { z } from 'zod';
import { askedRequest } from './asked-request.ts';
import { changeAnswer, changePrompt } from './change.ts';
import { authority, connectionState, connectionStateReason, scope } from './connection.ts';
import { elicitationAnswer, elicitationPrompt } from './elicitation.ts';
import { mostIconBytes } from './extension-icon.ts';
import { mcpAsking, mcpCall, mcpToolChanges, mostListedTools, toolClaim } from './mcp-tools.ts';

export const decision = z.enum(['once', 'always', 'deny']);
export type Decision = z.output<typeof decision>;

export const consentPrompt = z.strictObject({
  nonce,
  extension: z.strictObject({
    id: extensionId,
    displayName: z.string().max(80),
    publisher: z.string().max(64),
    version: z.string().max(64),
    /** As in `extensionView`: a claim like its name. */
    icon: z
      .base64()
      .max(Math.ceil(mostIconBytes / 3) * 4)
      .optional(),
    /** False when this exact content has never been allowed anything. */
    known: z.boolean(),
  }),
  /** The extension's own words, with control and direction characters escaped. */
  reason: z.string().max(1600),
  provider: z.strictObject({ id: providerId, name: z.string().max(80), contributedBy: z.string().max(220) }),
  /**
   * What can be used comes first; among that workspace connections, since they win over user ones, then what was used
   * last. The extension never sees this list.
   */
  choices: z
    .array(
      z.strictObject({
        connectionId,
        displayName: z.string().max(120),
        /** Signs in another way than `provider`: the name of that way. */
        way: z.string().max(80).optional(),
        scope,
        origins: z.array(z.string()),
        /** How it stands. Where a use cannot succeed yet, the first choice is another one if there is any. */
        state: connectionState,
        stateReason: connectionStateReason.optional(),
        lastUsedAt: instant.optional(),
        /** Where the secret would go, in words. */
        authority,
        /** What was agreed before the connection or the extension changed: shown beside what is now. */
        before: authority.optional(),
        /** What is asked for beyond the newest "always" on this connection, which is in force or suspended. */
        also: z.array(access).max(3).optional(),
        /** What the person took from that grant: the answer begins with it. */
        limits: limits.optional(),
        /** What the service counts, where its provider declares costs. */
        costUnit: costUnit.optional(),
        /** OAuth 2 scopes that its sign-in lacks: after Allow the user is sent to the service to sign in for them. */
        moreScopes: z.array(z.string().max(200)).max(32).optional(),
        /** Of the tools asked for, those that the MCP server listed last. Absent: nobody has looked yet. */
        tools: z.array(toolClaim).max(mostListedTools).optional(),
        /** Every tool is asked for, and requests whose paths reach the MCP server as well. */
        fetchReachesMcp: z.literal(true).optional(),
        /** From the tools that were agreed to before, to these. */
        toolChanges: mcpToolChanges.optional(),
      }),
    )
    .min(1),
  access,
  /** Present: the question is about this one call or request, under what was allowed before. A yes is `once`. */
  call: z.union([mcpCall, askedRequest]).optional(),
  /** When unanswered, the answer is Deny. */
  expiresAt: instant,
});
export type ConsentPrompt = z.output<typeof consentPrompt>;

export const consentAnswer = z.discriminatedUnion('decision', [
  /** `rest`: the requests that wait behind this one, too. */
  z.strictObject({ nonce, decision: z.literal('deny'), rest: z.literal(true).optional() }),
  z.strictObject({
    nonce,
    decision: z.enum(['once', 'always']),
    connectionId,
    /** Of the callbacks asked for, the ones that the user refuses while allowing the rest. */
    withheldCallbacks: z.array(mcpCallback).max(3).optional(),
    /** Of the rest, no more than this. */
    limits: limits.optional(),
    /** With `always`: which tools' calls to ask about. Absent: those that may destroy. */
    mcpAsking: mcpAsking.optional(),
  }),
]);
export type ConsentAnswer = z.output<typeof consentAnswer>;

/**
 * `not-seen`: main saw no input of a person in the window, as where an assistive program pressed the button itself.
 * Absent: too early, or answered already.
 */
const taken = z.strictObject({ accepted: z.boolean(), why: z.enum(['not-seen']).optional() });

/** One alone is 1 of 1. */
export const placeInLine = z.strictObject({ at: z.int().positive(), of: z.int().positive() });
export type PlaceInLine = z.output<typeof placeInLine>;

/** The consent window's own small port. A window is made for one question, of one of three sorts. */
export const consentContract = {
  current: method({
    input: nothing,
    result: z.strictObject({
      prompt: consentPrompt.optional(),
      change: changePrompt.optional(),
      elicitation: elicitationPrompt.optional(),
    }),
  }),
  /** Of the requests that wait together: this one's number, and how many there are by now. */
  place: method({ input: nothing, result: placeInLine }),
  answer: method({ input: consentAnswer, result: taken }),
  answerChange: method({ input: changeAnswer, result: taken }),
  answerElicitation: method({ input: elicitationAnswer, result: taken }),
} as const;
export type ConsentContract = typeof consentContract;
