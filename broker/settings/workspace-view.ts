import * as files from 'node:fs/promises';
import type { ConnectionStore } from '../connections/connection-store.ts';
import { isHere, type OpenWorkspace } from '../connections/open-workspace.ts';
import { displayText } from '../consent/display-text.ts';
import type { ProviderRegistry } from '../providers/provider-registry.ts';
import { readWorkspaceFile } from '../providers/read-workspace-file.ts';
import { judgeNeeds } from './judge-needs.ts';
import type { SettingsMethods } from './plan.ts';

/** The open workspace, and what of its needs is there. Read each time: people edit the file while they work. */
export async function workspaceView({
  workspace,
  connections,
  providers,
}: {
  readonly workspace: Pick<OpenWorkspace, 'now'>;
  readonly connections: Pick<ConnectionStore, 'list'>;
  readonly providers: Pick<ProviderRegistry, 'get' | 'offered' | 'list'>;
}): Promise<Awaited<ReturnType<SettingsMethods['workspace']>>> {
  const open = workspace.now();
  const file = open?.kind === 'folder' ? await readWorkspaceFile(files, open.id) : undefined;
  if (file === undefined) return { open };
  if (!file.ok) {
    const [first] = file.problems;
    const problem = displayText(`${first?.at}: ${first?.sentence}`, 1_000);
    return { open, needs: { problem, connections: [] } };
  }
  const here = connections.list().filter((record) => isHere(record, open));
  return { open, needs: { connections: judgeNeeds(file.needs, here, providers) } };
}
