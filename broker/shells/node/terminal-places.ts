import { asciiOrigin } from '@valetkey/api-contracts';
import { displayText } from '../../consent/display-text.ts';
import type { ConsentPrompt } from '../../contracts/consent.ts';
import { consentWords } from '../../contracts/consent-words.ts';
import { keptUpAt, signInHeads } from '../../contracts/sign-in-places.ts';
import { english } from '../../contracts/texts/say.ts';

export type PromptChoice = ConsentPrompt['choices'][number];
type Part = readonly [head: string, ...texts: string[]];

/** Where secrets would go and what would be started, of each choice: what stands in the question before any name. */
export const terminalPlaceParts = (choices: readonly PromptChoice[]): Part[] => {
  const ofEach = (head: string, placesOf: (choice: PromptChoice) => readonly string[]): Part[] => {
    const texts = choices.flatMap((choice, at) => {
      const places = placesOf(choice);
      if (choices.length === 1 || places.length === 0) return places;
      return [`${at + 1}. ${places.join('  ')}`];
    });
    return texts.length === 0 ? [] : [[head, ...texts]];
  };
  return [
    ...ofEach(consentWords.secretTo, (choice) => choice.origins.map(asciiOrigin)),
    // Whole, however long: a command that is cut could end in anything.
    ...ofEach(consentWords.mcpServer, ({ authority: { mcp } }) =>
      mcp === undefined ? [] : [displayText(mcp, 100_000)],
    ),
    ...ofEach(signInHeads.keptUpAt, ({ authority: { signIn } }) =>
      signIn === undefined ? [] : keptUpAt(english, signIn, asciiOrigin),
    ),
    ...ofEach(signInHeads.idToken, ({ authority: { signIn } }) =>
      (signIn?.identityProvider?.at ?? []).map(asciiOrigin),
    ),
  ];
};

export const origins = (all: readonly string[]): string => all.map(asciiOrigin).join('  ') || '(none)';
