import { sentenceOf, ValetkeyError } from '@valetkey/api-contracts';
import { sentenceOfFailure } from '../contracts/sign-in-failures.ts';
import { english } from '../contracts/texts/say.ts';
import { CommandError } from './command-powers.ts';
import { printable } from './printable.ts';

/** The broker's sentence for its code, and the place where there is one. */
export function rethrowInWords(error: unknown): never {
  if (!(error instanceof ValetkeyError)) throw error;
  const { at, expected, why } = error.details;
  if (error.code === 'consent-unavailable')
    throw new CommandError(
      'This must be confirmed, but this is not a terminal. Use --yes to confirm in advance.',
      error,
    );
  if (error.code === 'denied') throw new CommandError('Canceled. Nothing was changed.', error);
  if (error.code === 'sign-in-failed') throw new CommandError(sentenceOfFailure(english, why), error);
  // The code's own sentence is for who writes a program, and sends them to a place that stands here anyway.
  if (at !== undefined && expected !== undefined)
    throw new CommandError(printable(`${at}: ${expected}`, 600), error);
  const place = [at, expected ?? why].filter((part) => part !== undefined).join(': ');
  const sentence = sentenceOf(error.answer);
  throw new CommandError(place === '' ? sentence : `${sentence} (${printable(place)})`, error);
}
