import type { StopState } from '../powers.ts';
import { askWarning } from './app-question.ts';

const happened: Readonly<Record<Exclude<StopState, 'stopped'>, string>> = {
  crashed: 'has crashed.',
  hung: 'did not answer any more and was stopped.',
  'out-of-memory': 'used more memory than it may and was stopped.',
  'protocol-violation': 'broke the rules of its port and was stopped. The audit log has the line.',
};

/** Says which extension ended and why, in a dialog of main's; true when the person wants it back. */
export const offerRestart = async (name: string, why: StopState): Promise<boolean> => {
  if (why === 'stopped') return false;
  const detail = 'What it held of your connections is gone. Everything else goes on.';
  return askWarning(`${name} ${happened[why]}`, detail, ['Close', 'Restart it']);
};
