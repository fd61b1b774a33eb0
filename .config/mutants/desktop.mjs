/** Mutants of what runs in the desktop application's main process (broker/shells/electron/fixtures/open-app.ts). */
import { group } from './group.mjs';

/** @type {readonly import('./mutants.mjs').Mutant[]} */
export const desktopMutants = group(
  'broker/shells/electron',
  ['broker/shells/electron/save-exports.test.ts'],
  [
    [
      'any-download',
      'no download begins but that of an export',
      'save-exports.ts',
      'return event.preventDefault();',
      'return;',
    ],
    [
      'export-where-the-page-says',
      'the person chooses where an export goes',
      'save-exports.ts',
      'item.setSaveDialogOptions({',
      "item.setSavePath(process.env['HOME'] + '/' + name);\n    item.setSaveDialogOptions({",
    ],
  ],
);
