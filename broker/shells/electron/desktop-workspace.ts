import { readFileSync, rmSync } from 'node:fs';
import { dialog } from 'electron/main';
import { z } from 'zod';
import type { Say } from '../../contracts/texts/say.ts';
import type { Workspace } from '../../contracts/workspace.ts';
import { parseJson } from '../../json/parse-json.ts';
import type { Broker, BrokerPowers } from '../../powers.ts';
import { replacePrivateFile } from '../../secrets/vault/private-file.ts';
import { workspaceOfFolder } from '../workspace-of-folder.ts';

/** The folder that the person opened as their workspace, in the application's own menu. */
export type DesktopWorkspace = {
  now(): Workspace | undefined;
  /** Opens the one that was open last. */
  resume(): Promise<void>;
  /** In the system's own dialog: no path comes from a page. */
  choose(): Promise<void>;
  close(): Promise<void>;
  onChange(listener: () => void): void;
};

const kept = z.strictObject({ folder: z.string() });

/** `file` is there while one is open. */
export function makeDesktopWorkspace({
  say,
  file,
  broker,
  log,
}: {
  readonly say: Say;
  readonly file: string;
  readonly broker: Pick<Broker, 'setWorkspace'>;
  readonly log: BrokerPowers['log'];
}): DesktopWorkspace {
  const listeners: (() => void)[] = [];
  let open: Workspace | undefined;
  const set = (next: Workspace | undefined): void => {
    broker.setWorkspace(next);
    open = next;
    for (const listener of listeners) listener();
  };

  return Object.freeze<DesktopWorkspace>({
    now: () => open,
    resume: async () => {
      const folder = folderIn(file);
      if (folder === undefined) return;
      const found = await workspaceOfFolder(folder).catch(() => undefined);
      // A link in the place of the folder leads to a folder that nobody opened.
      if (found?.id === folder) set(found);
      else log('warn', 'The workspace that was open last is not there any more. Open it again.');
    },
    choose: async () => {
      const { filePaths } = await dialog.showOpenDialog({
        title: say('Open a folder as your workspace'),
        properties: ['openDirectory'],
      });
      const [folder] = filePaths;
      if (folder === undefined) return;
      const chosen = await workspaceOfFolder(folder);
      await replacePrivateFile(file, `${JSON.stringify({ folder: chosen.id })}\n`);
      set(chosen);
    },
    close: async () => {
      set(undefined);
      rmSync(file, { force: true });
    },
    onChange: (listener) => void listeners.push(listener),
  });
}

const folderIn = (file: string): string | undefined => {
  try {
    return kept.safeParse(parseJson(readFileSync(file, 'utf8'))).data?.folder;
  } catch {
    return undefined; // none was open
  }
};
