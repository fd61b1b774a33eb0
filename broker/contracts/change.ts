import { instant, nonce } from '@valetkey/api-contracts';
import { z } from 'zod';
import { mcpToolChanges } from './mcp-tools.ts';

/** What a settings page asked for that would loosen something. A closed list: the audit log has it as its detail. */
export const changeKind = z.enum([
  /** A host is asked, or a program started, that nobody has confirmed yet. */
  'contact',
  'confirm-grant',
  'ask-less',
  'limit-less',
  'resume',
  'shorten-log',
  'move-connection',
  'move-scope',
  'replace-secret',
  'sign-in',
  'undo-delete',
  'set-secrets-aside',
  'choose-protection',
  'install-extension',
  'read-address',
  'add-service',
]);
export type ChangeKind = z.output<typeof changeKind>;

/** One part of the question, in order; what is not ours has its control and direction characters escaped. */
export const changePart = z.strictObject({
  head: z.string().min(1).max(200),
  /** Whole hosts, drawn large. */
  origins: z.array(z.string().max(300)).max(64).optional(),
  /** A command, exact and whole however long: one that is cut could end in anything. */
  command: z.string().max(300_000).optional(),
  texts: z.array(z.string().max(300_000)).max(64).optional(),
  /** What decides, as it was and as it would be. */
  rows: z
    .array(z.tuple([z.string().max(200), z.string().max(300_000), z.string().max(300_000)]))
    .max(64)
    .optional(),
});
export type ChangePart = z.output<typeof changePart>;

/**
 * The question that main asks in a window of its own before a settings page's change takes effect. Main says all of it
 * in words, so that window, terminal and an embedder's own dialog show the same.
 */
export const changePrompt = z.strictObject({
  nonce,
  kind: changeKind,
  question: z.string().min(1).max(300),
  parts: z.array(changePart).max(16),
  /** From the MCP tools that were agreed to, to these. */
  toolChanges: mcpToolChanges.optional(),
  /** What the button that allows it says. */
  yes: z.string().min(1).max(40),
  /** When unanswered, nothing is changed. */
  expiresAt: instant,
});
export type ChangePrompt = z.output<typeof changePrompt>;

export const changeAnswer = z.strictObject({ nonce, decision: z.enum(['allow', 'deny']) });
export type ChangeAnswer = z.output<typeof changeAnswer>;

/**
 * Who answered a prompt, as the shell that asked knows it; no page can say it. `window`: a person's own input was seen
 * in a window of main. `terminal`: a key at a terminal. `option`: given beforehand on a command line. `application`: the
 * power of an application that embeds the broker. `page`: a window's page by itself, which counts as Deny. `nobody`:
 * unanswered, closed or withdrawn.
 */
export const answeredBy = z.enum(['window', 'terminal', 'option', 'application', 'page', 'nobody']);
export type AnsweredBy = z.output<typeof answeredBy>;
