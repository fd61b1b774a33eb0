import type { ReplyHead } from '../../network/exchange.ts';
import { readInside, type Unscrubbed } from '../../network/inside-answer.ts';
import type { Scrub } from '../../network/scrub.ts';
import { kindOf } from './index.ts';
import type { Auth, CredentialValues, KindPowers, Memory } from './kind.ts';
import { isTokenRefused, scopesWanted } from './oauth2.ts';

/** As the kind's `learn`, from an answer that nobody else may read. `sentWith` is of HeardReply. */
export const learnFrom = (
  auth: Auth,
  values: CredentialValues,
  answer: Unscrubbed<ReplyHead>,
  memory: Memory | undefined,
  powers: KindPowers,
  sentWith: unknown,
): boolean =>
  kindOf(auth).learn?.(auth, values, { ...readInside(answer), sentWith }, memory, powers) ?? false;

/** The scopes that an MCP server's challenge asks for, scrubbed: a person is shown them. */
export const scopesAskedBy = (
  auth: Auth,
  answer: Unscrubbed<ReplyHead>,
  scrub: Pick<Scrub, 'text'>,
): readonly string[] | undefined =>
  scopesWanted(auth, readInside(answer))?.map((scope) => scrub.text(scope).text);

/** The credential learns nothing from it: a renewal would bring no better one. */
export const isRefusedToken = (auth: Auth, answer: Unscrubbed<ReplyHead>): boolean =>
  isTokenRefused(auth, readInside(answer));
