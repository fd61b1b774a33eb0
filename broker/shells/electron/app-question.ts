import { dialog } from 'electron/main';

/** A dialog of main's, that no page can answer. True: the person pressed the second button, which is never preset. */
export const askWarning = async (
  message: string,
  detail: string,
  buttons: [safe: string, other: string],
): Promise<boolean> => {
  const shown = { type: 'warning', title: 'Valetkey', message, detail, buttons } as const;
  const { response } = await dialog.showMessageBox({ ...shown, defaultId: 0, cancelId: 0, noLink: true });
  return response === 1;
};
