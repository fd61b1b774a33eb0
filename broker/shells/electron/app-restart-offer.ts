import { displayText } from '../../consent/display-text.ts';
import type { StopState } from '../../powers.ts';
import { askWarning } from './app-question.ts';

const happened: Readonly<Record<Exclude<StopState, 'stopped'>, string>> = {
  crashed: 'has crashed.',
  hung: 'did not answer any more and was stopped.',
  'out-of-memory': 'used more memory than it may and was stopped.',
  'protocol-violation': 'broke the rules of its port and was stopped. The audit log has the line.',
};

/** Says which extension ended and why, in a dialog of main's; true when the person wants it back. */
export const offerRestart = async (extension: NamedExtension, why: StopState): Promise<boolean> => {
  if (why === 'stopped') return false;
  const { message, detail } = restartQuestion(extension, why);
  return askWarning(message, detail, ['Close', 'Restart it']);
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
  const ours = 'What it held of your connections is gone. Everything else goes on.';
  const theirs = displayName === undefined ? '' : `\n\nIt calls itself “${displayText(displayName, 80)}”.`;
  return { message: `The extension ${id} ${happened[why]}`, detail: `${ours}${theirs}` };
};
