import { type ConnectionId, ValetkeyError } from '@valetkey/api-contracts';
import { undoDeleteQuestion } from './connection-questions.ts';
import type { Deletions } from './delete-connection.ts';
import { askFirst, nothingToAsk, type SettingsMethods } from './plan.ts';
import type { UsersOf } from './users-of.ts';

/**
 * Deleting and undoing, of one page. It undoes its own deletion unasked: it could as well not have deleted. What was
 * deleted from elsewhere comes back with its grants, so that is asked about.
 */
export const undoMethods = ({
  deletions,
  usersOf,
}: {
  readonly deletions: Pick<Deletions, 'deleteConnection' | 'undo' | 'listDeleted'>;
  readonly usersOf: UsersOf;
}) => {
  const deletedHere = new Map<ConnectionId, number>();
  return {
    deleteConnection: async (input) => {
      const deleted = await deletions.deleteConnection(input);
      deletedHere.set(input.connectionId, deleted.undoUntil);
      return deleted;
    },
    undoDelete: ({ connectionId }) => {
      const deleted = deletions.listDeleted({}).find((one) => one.connectionId === connectionId);
      if (deleted === undefined) throw new ValetkeyError({ code: 'not-found' });
      const undo = () => deletions.undo(connectionId);
      const isOurs = deletedHere.get(connectionId) === deleted.undoUntil;
      const users = isOurs ? [] : usersOf(connectionId);
      if (users.length === 0) return nothingToAsk(undo);
      return askFirst(
        undoDeleteQuestion({ id: connectionId, displayName: deleted.displayName }, users),
        undo,
      );
    },
  } satisfies Partial<SettingsMethods>;
};
