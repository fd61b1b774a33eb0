/** Marks of quotation in every language, and what looks like one. */
const quotationMarks =
  /[\p{Quotation_Mark}\x60\xB4\u02B9-\u02BF\u02C8\u02CA\u02CB\u02DD\u02EE\u05F3\u05F4\u2032-\u2037\u2057\u275B-\u275E\u3003]+/gu;

/** Somebody else's words between quotation marks of ours: no mark of their own ends the quotation. */
export function insideQuotes(text: string): string {
  return text.normalize('NFC').replace(quotationMarks, (marks) => (marks === '’' ? marks : "'"));
}

/** Any other name stands in quotation marks: it could read as several, or as what we say of one. */
export const isOneWord = (name: string): boolean => /^[\w./-]+$/.test(name);
