/**
 * RFC 4180, every cell in quotes. A spreadsheet runs a cell that begins as a formula does, and not every one splits as
 * the RFC says: where `;` separates, or a tab, a cell begins in the middle of ours, quotes or not. So each place at
 * which any of them could begin a cell gets a leading ' where a formula would follow. The JSONL export is exact.
 */
export function csvCell(value: string | number | undefined): string {
  return `"${guard(String(value ?? '')).replaceAll('"', '""')}"`;
}

/** Only what is not plain ASCII, or could begin a formula or a line, is looked at character by character. */
const suspicious = /[=+\-@]|[^\x20-\x7e]/;

const guard = (text: string): string => {
  if (!suspicious.test(text)) return text;
  let guarded = endsLine.test(text) ? "'" : '';
  /** From the last separator on: nothing in it yet that a spreadsheet would not skip. */
  let skipped: string | undefined = '';
  for (const character of text) {
    const plain = character.normalize('NFKC');
    if (skipped !== undefined && formula.test(plain)) {
      guarded += `'${skipped}${character}`;
      skipped = undefined;
    } else if (separator.test(plain)) {
      guarded += `${skipped ?? ''}${character}`;
      skipped = '';
    } else if (skipped !== undefined && skippable.test(character)) skipped += character;
    else {
      guarded += `${skipped ?? ''}${character}`;
      skipped = undefined;
    }
  }
  return guarded + (skipped ?? '');
};

/** A cell that begins so is trimmed by some, and run by what comes then. */
const endsLine = /^[\t\r\n]/;
/** In NFKC, so that full-width and small ones are the same; every other dash is taken for a minus, too. */
const formula = /^[=+\-@\p{Pd}\u2212]/u;
const separator = /[;,|\t\r\n\v\f\x85\u2028\u2029]/;
/** White space, quotation marks, and what has no shape of its own: byte order marks, fillers, controls, marks. */
const skippable = /[\s\p{C}\p{Z}\p{M}\p{Pi}\p{Pf}\p{Default_Ignorable_Code_Point}"\u201e\u201a`\u00b4]/u;
