import { dialog } from 'electron/main';
import type { StopState } from '../powers.ts';

const happened: Readonly<Record<Exclude<StopState, 'stopped'>, string>> = {
  crashed: 'has crashed.',
  hung: 'did not answer any more and was stopped.',
  'out-of-memory': 'used more memory than it may and was stopped.',
  'protocol-violation': 'broke the rules of its port and was stopped. The audit log has the line.',
};

/** Says which extension ended and why, in a dialog of main's; true when the person wants it back. */
export const offerRestart = async (name: string, why: StopState): Promise<boolean> => {
  if (why === 'stopped') return false;
  const { response } = await dialog.showMessageBox({
    type: 'warning',
    title: 'Valetkey',
    message: `${name} ${happened[why]}`,
    detail: 'What it held of your connections is gone. Everything else goes on.',
    buttons: ['Close', 'Restart it'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  return response === 1;
};
