import { plainText } from '@valetkey/api-contracts';

/** Who says what a provider is: an extension, which anybody can write, or this program. */
export const contributorText = (contributedBy: string): string => {
  if (contributedBy === 'built in') return 'built into Valetkey';
  return contributedBy === '' ? 'described by nobody known' : `described by ${plainText(contributedBy)}`;
};
