import { ValetkeyError } from '@valetkey/api-contracts';
import type { OpenWorkspace } from '../connections/open-workspace.ts';
import type { ConnectionRecord, Scope } from '../contracts/connection.ts';
import type { Say } from '../contracts/texts/say.ts';

/** Whose a connection of this scope is. The page names no workspace: it is the one that is open in main. */
export function scopeHere(
  say: Say,
  scope: Scope,
  { now }: Pick<OpenWorkspace, 'now'>,
): Pick<ConnectionRecord, 'scope' | 'workspace'> {
  const workspace = scope === 'workspace' ? now() : undefined;
  if (scope === 'workspace' && workspace === undefined)
    throw new ValetkeyError({
      code: 'invalid-input',
      at: 'scope',
      expected: say('No workspace is open. Open one first.'),
    });
  return { scope, workspace };
}
