import { asciiOrigin, type ConsentPrompt, keptUpAt, signInHeads } from '@valetkey/api-contracts';
import { displayText } from '../../consent/display-text.ts';

type Choice = ConsentPrompt['choices'][number];
type Part = readonly [head: string, ...texts: string[]];

/** Where secrets would go and what would be started, of each choice: what stands in the question before any name. */
export const placeParts = (choices: readonly Choice[]): Part[] => {
  const ofEach = (head: string, placesOf: (choice: Choice) => readonly string[]): Part[] => {
    const texts = choices.flatMap((choice, at) => {
      const places = placesOf(choice);
      if (choices.length === 1 || places.length === 0) return places;
      return [`${at + 1}. ${places.join('  ')}`];
    });
    return texts.length === 0 ? [] : [[head, ...texts]];
  };
  return [
    ...ofEach('It would send your secret to', (choice) => choice.origins.map(asciiOrigin)),
    // Whole, however long: a command that is cut could end in anything.
    ...ofEach('It would use the MCP server', ({ authority: { mcp } }) =>
      mcp === undefined ? [] : [displayText(mcp, 100_000)],
    ),
    ...ofEach(signInHeads.keptUpAt, ({ authority: { signIn } }) =>
      signIn === undefined ? [] : keptUpAt(signIn, asciiOrigin),
    ),
    ...ofEach(signInHeads.idToken, ({ authority: { signIn } }) =>
      (signIn?.identityProvider?.at ?? []).map(asciiOrigin),
    ),
  ];
};

export const origins = (all: readonly string[]): string => all.map(asciiOrigin).join('  ') || '(none)';
