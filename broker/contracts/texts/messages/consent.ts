/** What the consent window, the terminal and main's own windows say, with the sentences that they share. */
export type ConsentMessage = 'Your secret would be sent to' | 'Who asks';

/** By their English for many: their English for one. */
export const consentPlurals = {
  '{count} more characters not shown': '{count} more character not shown',
} as const;
