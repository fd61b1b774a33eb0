import { dialog } from 'electron/main';
import { displayText } from '../../consent/display-text.ts';
import { insideQuotes } from '../../contracts/inside-quotes.ts';
import type { Message } from '../../contracts/texts/message.ts';
import type { Say } from '../../contracts/texts/say.ts';
import type { StopState } from '../../powers.ts';

const happened = {
  stopped: 'The extension {extension} was stopped.',
  crashed: 'The extension {extension} crashed.',
  hung: 'The extension {extension} stopped responding and was ended.',
  'out-of-memory': 'The extension {extension} exceeded its memory limit and was stopped.',
  'protocol-violation':
    'The extension {extension} broke its port’s rules and was stopped. See the audit log.',
} as const satisfies Record<StopState, Message>;

/** Says which extension ended and why, in a dialog that no page can answer; true when the person wants it back. */
export const offerRestart = async (say: Say, extension: NamedExtension, why: StopState): Promise<boolean> => {
  if (why === 'stopped') return false;
  const { message, detail } = restartQuestion(say, extension, why);
  const shown = { type: 'warning', title: 'Valetkey', message, detail } as const;
  // Closing is preset.
  const buttons = [say('Close'), say('Restart')];
  const { response } = await dialog.showMessageBox({
    ...shown,
    buttons,
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  return response === 1;
};

export type NamedExtension = {
  readonly id: string;
  /** Its own words. */
  readonly displayName: string | undefined;
};

/** The message is ours and names it by its checked id. What it calls itself comes last, quoted, where nothing follows. */
export const restartQuestion = (
  say: Say,
  { id, displayName }: NamedExtension,
  why: Exclude<StopState, 'stopped'>,
): { readonly message: string; readonly detail: string } => {
  const ours = say('Its access to your connections has ended. Everything else continues.');
  const theirs =
    displayName === undefined
      ? ''
      : `\n\n${say('It calls itself “{name}”.', { name: insideQuotes(displayText(displayName, 80)) })}`;
  return { message: sentenceOfEnd(say, id, why), detail: `${ours}${theirs}` };
};

export const sentenceOfEnd = (say: Say, extension: string, why: StopState): string =>
  say(happened[why], { extension });
