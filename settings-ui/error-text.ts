import { sentenceOf, ValetkeyError } from '@valetkey/api-contracts';

/** What happened and what can be done, for the person: our own sentences only. */
export const errorText = (error: unknown): string => {
  if (!(error instanceof ValetkeyError)) return 'Something failed on this page. Open the window again.';
  return error.details.expected ?? sentenceOf(error.answer);
};
