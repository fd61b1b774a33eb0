import { type WorkspaceNeed, workspaceNeeds } from '@valetkey/api-contracts';
import { describeIssue } from './describe-issue.ts';
import { findJsonFault, lineAndColumn } from './find-json-fault.ts';
import { placeText } from './place.ts';
import { type ExtensionFiles, readFileInside } from './read-inside.ts';
import type { ManifestProblem } from './read-manifest.ts';

export const workspaceFileName = '.valetkey.json';

export type WorkspaceFile =
  | { readonly ok: true; readonly needs: readonly WorkspaceNeed[] }
  | { readonly ok: false; readonly problems: readonly ManifestProblem[] };

const mostBytes = 64 * 1024;
const mostProblems = 20;

/**
 * What a folder says that it needs. The folder may be a stranger's, just cloned: a link out of it, a pipe or a file that
 * is too large is refused, and no problem repeats what may be a secret in the wrong place. `folder` is a real path.
 * Undefined: there is no such file.
 */
export async function readWorkspaceFile(
  files: ExtensionFiles,
  folder: string,
): Promise<WorkspaceFile | undefined> {
  const file = await readFileInside(files, folder, workspaceFileName, mostBytes);
  if (!file.ok) return file.isAbsent ? undefined : problem(workspaceFileName, file.sentence);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(file.bytes);
  } catch {
    return problem(workspaceFileName, 'The file must be text in UTF-8.');
  }
  const { fault, repeated } = findJsonFault(text);
  const [twice] = repeated;
  const offset = fault?.offset ?? twice?.offset;
  if (offset !== undefined) {
    const { line, column } = lineAndColumn(text, offset);
    const sentence = fault?.sentence ?? 'A word stands twice in the same object; keep one.';
    return problem(`${workspaceFileName}, line ${line}, column ${column}`, sentence);
  }
  const root: unknown = JSON.parse(text);
  const { data, error } = workspaceNeeds.safeParse(root);
  if (data !== undefined) return { ok: true, needs: data.connections };
  const found = error.issues.flatMap((issue) => describeIssue(issue, root, workspaceNeeds));
  return {
    ok: false,
    problems: found.slice(0, mostProblems).map(({ place, sentence }) => ({
      at: place.length === 0 ? workspaceFileName : placeText(place),
      sentence,
    })),
  };
}

const problem = (at: string, sentence: string): WorkspaceFile => ({
  ok: false,
  problems: [{ at, sentence }],
});
