import type { Authority, Scope } from './connection.ts';
import type { Message } from './texts/message.ts';
import type { Say } from './texts/say.ts';
import { workspaceText } from './workspace.ts';

/** For whom a connection is: in Settings, prompts and commands alike. A record from before scopes is a user's own. */
export function scopeText(say: Say, { scope, workspace }: Pick<Authority, 'scope' | 'workspace'>): string {
  if (scope !== 'workspace') return say('All your workspaces');
  return workspace === undefined
    ? say('A workspace that is not known')
    : say('Only the workspace {workspace}', { workspace: workspaceText(say, workspace) });
}

/** In a list of connections that can be chosen here. */
export const scopeLabels = {
  user: 'your own connection',
  workspace: 'workspace connection',
} as const satisfies Record<Scope, Message>;
