import { base64Runs } from './base64-runs.ts';
import { byteLists } from './byte-lists.ts';
import { compressedText } from './compressed-text.ts';
import type { Decode, Decoded, Wanted } from './decoded.ts';
import { escapes } from './escapes.ts';
import type { FormFinder } from './find-forms.ts';
import { hexRuns } from './hex-runs.ts';
import { compressedAt, type InflateBudget, inflated, longestCompressed } from './inflate.ts';
import type { KeyTraces } from './key-traces.ts';
import { utf7Text } from './utf7-text.ts';
import { wideText } from './wide-text.ts';

/** `isList`: what stands there are decimal numbers, and no text. */
export type LookReport = (start: number, end: number, isList: boolean) => void;

/**
 * Reports where in `text` a form stands under one encoding or two, and returns from where on more of the text may
 * still make a difference. `isEnd`: there is no more of it.
 */
export type LookThrough = (
  text: Uint8Array,
  budget: InflateBudget,
  isEnd: boolean,
  report: LookReport,
) => number;

/** Encodings on top of each other, beside those that are forms themselves. */
const layers = 2;
/** Bytes after which most that is not compressed has shown it. */
const enoughToTry = 512;

export function makeLookThrough(
  finder: FormFinder,
  keys: KeyTraces | undefined,
  wanted: Wanted,
): LookThrough {
  const lists = byteLists(wanted);
  const decodes: readonly Decode[] = [
    escapes(wanted),
    base64Runs(wanted),
    hexRuns(wanted),
    lists,
    wideText(wanted),
    utf7Text(wanted),
    compressedText,
  ];

  return (whole, budget, isEnd, reportWhole) => {
    const lookIn = (decoded: Decoded, more: number, inflations: number, report: LookReport): number => {
      const { bytes, begin, end, isOpen } = decoded;
      const { length } = bytes;
      const tell = (from: number, to: number): void => report(begin(Math.max(from, 0)), end(to - 1), false);
      let settled = Math.max(0, length - wanted.longest);
      if (decoded.isCompressed !== true) {
        finder.find(bytes, 0, tell);
        for (const reader of keys?.scan().readers ?? []) reader.read(bytes, tell);
        if (more > 0) settled = Math.min(settled, decodeAll(bytes, more, inflations, isOpen, tell));
      }
      for (const at of inflations > 0 ? compressedAt(bytes as Buffer) : []) {
        if (length - at > longestCompressed) continue;
        const compressed = bytes.subarray(at) as Buffer;
        if (!isOpen) {
          const taken = takenBySecrets(compressed, more, inflations);
          if (taken > 0) tell(at, at + taken);
        } else if (inflated(compressed.subarray(0, enoughToTry), budget) !== undefined)
          settled = Math.min(settled, at);
      }
      return settled < length ? begin(settled) : end(length - 1);
    };

    /** How many bytes are compressed there, if they hold a secret. What inflates too far is taken for one. */
    const takenBySecrets = (bytes: Buffer, more: number, inflations: number): number => {
      const found = inflated(bytes, budget);
      if (found === undefined) return 0;
      if (found === 'too-much') return bytes.length;
      const { plain, length } = found;
      let holds = false;
      const hit = (): void => {
        holds = true;
      };
      const same = (at: number): number => at;
      lookIn({ bytes: plain, begin: same, end: same, isOpen: false }, more, inflations - 1, hit);
      return holds ? length : 0;
    };

    /** `mayGrow`: what reaches the end of the text may go on. */
    const decodeAll = (
      text: Uint8Array,
      more: number,
      inflations: number,
      mayGrow: boolean,
      report: LookReport,
    ): number => {
      let open = text.length;
      for (const decode of decodes) {
        const isList = decode === lists;
        const tell: LookReport = (start, end) => report(start, end, isList);
        const began = decode(text, (decoded) => {
          const isOpen = decoded.isOpen && mayGrow;
          const settled = lookIn(
            isOpen === decoded.isOpen ? decoded : { ...decoded, isOpen },
            more - 1,
            inflations,
            tell,
          );
          if (isOpen) open = Math.min(open, settled);
        });
        open = Math.min(open, began);
      }
      return open;
    };

    return decodeAll(whole, layers, layers, !isEnd, reportWhole);
  };
}
