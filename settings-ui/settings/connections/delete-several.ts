import type { ConnectionId } from '@valetkey/api-contracts';
import type { Powers } from '../powers.ts';

/** All of them, or none: where one cannot be deleted, those before it come back. `undoUntil` of each; `restore` undoes. */
export async function deleteSeveral(
  ids: readonly ConnectionId[],
  client: Pick<Powers['client'], 'deleteConnection' | 'undoDelete'>,
): Promise<{ readonly undoUntil: readonly number[]; readonly restore: () => Promise<void> }> {
  const undoUntil: number[] = [];
  const restore = async (): Promise<void> => {
    for (const connectionId of ids.slice(0, undoUntil.length)) await client.undoDelete({ connectionId });
  };
  try {
    for (const connectionId of ids)
      undoUntil.push((await client.deleteConnection({ connectionId })).undoUntil);
  } catch (error) {
    await restore();
    throw error;
  }
  return { undoUntil, restore };
}
