import { ValetkeyError } from '@valetkey/api-contracts';
import { displayText } from '../consent/display-text.ts';
import type { FolderNotLoaded } from '../contracts/settings-access.ts';
import type { FolderLoading } from '../powers.ts';

/** Folders of extensions that could not be loaded, with what is wrong and where. */
export type FoldersNotLoaded = {
  /** Without problems the folder is no longer among them. */
  report(loading: FolderLoading): void;
  list(): FolderNotLoaded[];
  /** Whether it runs now. Throws `not-found` where the application did not say how to try again. */
  loadAgain(folder: string): Promise<boolean>;
};

const mostFolders = 200;
const mostProblems = 20;

export function makeFoldersNotLoaded({ changed }: { readonly changed: () => void }): FoldersNotLoaded {
  const failed = new Map<string, FolderLoading>();
  return Object.freeze<FoldersNotLoaded>({
    report: (loading) => {
      const { folder, problems } = loading;
      const was = failed.delete(folder);
      if (problems.length > 0 && failed.size < mostFolders) failed.set(folder, loading);
      if (was || failed.has(folder)) changed();
    },
    list: () =>
      [...failed.values()].map(({ folder, problems, again }) => ({
        folder: folder.slice(0, mostPath),
        // What a manifest says is quoted in them.
        problems: problems.slice(0, mostProblems).map(({ at, sentence }) => ({
          at: displayText(at, 200),
          sentence: displayText(sentence, 600),
        })),
        more: Math.max(0, problems.length - mostProblems),
        canLoadAgain: again !== undefined,
      })),
    loadAgain: async (folder) => {
      const again = failed.get(folder)?.again;
      if (again === undefined) throw new ValetkeyError({ code: 'not-found' });
      return again();
    },
  });
}

/** As long as a path can be on Linux. */
const mostPath = 4096;
