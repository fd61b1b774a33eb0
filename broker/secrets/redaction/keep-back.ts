import { type KeyTraces, longestTrace } from './key-traces.ts';

/** How much of the end of what was read waits until more of it is there. */
export type KeepBack = {
  /** At least the longest form. A power of two, so that it says little about how long the secret is. */
  readonly most: number;
  /** What no form reaches across, so that nothing before its end has to wait. */
  readonly boundary: Buffer | undefined;
};

/** Events and records end in a line or a blank line; a key in PEM has line ends of its own. */
const blankLine = Buffer.from('\n\n');
const boundaries = [Buffer.from('\n'), blankLine];

/**
 * Lengths and line ends alone decide how much is kept back, and never what the bytes are. If only what begins like a
 * form waited, an extension that stores a text at a service and reads it again would see in the pieces of the body
 * how much of a guess is right, and could find a secret letter by letter.
 */
export const keepBackFor = (forms: readonly Uint8Array[], keys?: KeyTraces): KeepBack => {
  const shortest = keys === undefined ? 0 : longestTrace;
  const longest = forms.reduce((length, form) => Math.max(length, form.length), shortest);
  const possible = keys === undefined ? boundaries : [blankLine];
  return {
    most: longest === 0 ? 0 : 2 ** Math.ceil(Math.log2(longest)),
    boundary: possible.find((boundary) => forms.every((form) => endsBefore(boundary, Buffer.from(form)))),
  };
};

const endsBefore = (boundary: Buffer, form: Buffer): boolean =>
  !form.includes(boundary) && !(boundary.length > 1 && form[0] === boundary.at(-1));
