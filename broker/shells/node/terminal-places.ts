import { asciiOrigin } from '@valetkey/api-contracts';
import { displayText } from '../../consent/display-text.ts';
import type { ConsentPrompt } from '../../contracts/consent.ts';
import { consentWords } from '../../contracts/consent-words.ts';
import { insideQuotes } from '../../contracts/inside-quotes.ts';
import { keptUpAt, signInHeads } from '../../contracts/sign-in-places.ts';
import type { Say } from '../../contracts/texts/say.ts';

export type PromptChoice = ConsentPrompt['choices'][number];
type Part = readonly [head: string, ...texts: string[]];

/** Where secrets would go and what would be started, of each choice: what stands in the question before any name. */
export const terminalPlaceParts = (say: Say, choices: readonly PromptChoice[]): Part[] => {
  const ofEach = (head: string, placesOf: (choice: PromptChoice) => readonly string[]): Part[] => {
    const texts = choices.flatMap((choice, at) => {
      const places = placesOf(choice);
      if (choices.length === 1 || places.length === 0) return places;
      return [`${at + 1}. ${places.join('  ')}`];
    });
    return texts.length === 0 ? [] : [[head, ...texts]];
  };
  return [
    ...ofEach(say(consentWords.secretTo), (choice) => choice.origins.map(asciiOrigin)),
    // Whole, however long: a command that is cut could end in anything.
    ...ofEach(say(consentWords.mcpServer), ({ authority: { mcp } }) =>
      mcp === undefined ? [] : [displayText(mcp, 100_000)],
    ),
    ...ofEach(say(signInHeads.keptUpAt), ({ authority: { signIn } }) =>
      signIn === undefined ? [] : keptUpAt(say, signIn, asciiOrigin),
    ),
    ...ofEach(say(signInHeads.idToken), ({ authority: { signIn } }) =>
      (signIn?.identityProvider?.at ?? []).map(asciiOrigin),
    ),
  ];
};

export const originsText = (say: Say, all: readonly string[]): string =>
  all.map(asciiOrigin).join('  ') || say('(none)');

/** Somebody else's words. */
export const quotedText = (say: Say, text: string, most: number): string =>
  say('"{text}"', { text: insideQuotes(displayText(text, most)) });
