import { displayText } from '../../consent/display-text.ts';
import type { StopState } from '../../powers.ts';
import { askWarning } from './app-question.ts';

const happened: Readonly<Record<Exclude<StopState, 'stopped'>, string>> = {
  crashed: 'crashed.',
  hung: 'stopped responding and was ended.',
  'out-of-memory': 'exceeded its memory limit and was stopped.',
  'protocol-violation': 'broke its port’s rules and was stopped. See the audit log.',
};

/** Says which extension ended and why, in a dialog of main's; true when the person wants it back. */
export const offerRestart = async (extension: NamedExtension, why: StopState): Promise<boolean> => {
  if (why === 'stopped') return false;
  const { message, detail } = restartQuestion(extension, why);
  return askWarning(message, detail, ['Close', 'Restart']);
};

export type NamedExtension = {
  readonly id: string;
  /** Its own words. */
  readonly displayName: string | undefined;
};

/** The message is ours and names it by its checked id. What it calls itself comes last, quoted, where nothing follows. */
export const restartQuestion = (
  { id, displayName }: NamedExtension,
  why: Exclude<StopState, 'stopped'>,
): { readonly message: string; readonly detail: string } => {
  const ours = 'Its access to your connections has ended. Everything else continues.';
  const theirs = displayName === undefined ? '' : `\n\nIt calls itself “${displayText(displayName, 80)}”.`;
  return { message: sentenceOfEnd(id, why), detail: `${ours}${theirs}` };
};

export const sentenceOfEnd = (id: string, why: StopState): string =>
  `The extension ${id} ${why === 'stopped' ? 'was stopped.' : happened[why]}`;
