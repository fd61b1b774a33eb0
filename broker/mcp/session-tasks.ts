import { defined, type JsonObject, ValetkeyError } from '@valetkey/api-contracts';
import type { Live } from '../grants/ledger.ts';
import type { KeptTask } from '../grants/task-store.ts';
import type { FetchPowers } from '../use/fetch.ts';
import { longestTaskMs } from './follow-task.ts';
import type { RoundPowers } from './input-rounds.ts';
import type { FollowedTask, KeptTasks } from './kept-tasks.ts';
import type { Link } from './link.ts';
import type { PendingRequest } from './pending-request.ts';

/** Tasks of a session's grant, in the words of 2025-11-25. Their ids are the broker's, and find nothing of another grant's. */
export type SessionTasks = {
  keep(call: PendingRequest, serverTaskId: string, place: string): ReturnType<RoundPowers['keepTask']>;
  /** The answer to `tasks/list`. */
  list(): JsonObject;
  /** What `tasks/result` asks for. Throws `not-found`. */
  find(params: JsonObject | undefined): ResumedCall;
};

/** The call as it was made in an earlier session, and how its result is waited for over a link. */
export type ResumedCall = {
  readonly call: { readonly method: 'tools/call'; readonly params: JsonObject };
  over(request: PendingRequest): (link: Link) => Promise<void>;
};

export function makeSessionTasks(
  live: Live,
  {
    keptTasks,
    connectionOf,
    now,
  }: Pick<FetchPowers, 'connectionOf' | 'now'> & {
    readonly keptTasks: Pick<KeptTasks, 'begin' | 'of' | 'follow'>;
  },
): SessionTasks {
  const cancelled = (): ValetkeyError => new ValetkeyError({ code: 'mcp-failed', why: 'task-cancelled' });
  const all = (): readonly KeptTask[] => keptTasks.of(live, connectionOf(live).authorityDigest);
  return Object.freeze<SessionTasks>({
    keep: (call, serverTaskId, place) =>
      keptTasks.begin(live, { tool: String(call.params?.['name']), place, serverTaskId }, () =>
        call.fail(cancelled()),
      ),
    list: () => ({ tasks: all().map(runningTask) }),
    find: (params) => {
      const task = all().find(({ id }) => id === params?.['taskId']);
      if (task === undefined) throw new ValetkeyError({ code: 'not-found', at: 'params.taskId' });
      const { tool, serverTaskId, since } = task;
      const { _meta } = params ?? {};
      let followed: FollowedTask | undefined;
      return {
        call: { method: 'tools/call', params: defined({ name: tool, _meta }) as JsonObject },
        over: (request) => async (link) => {
          if (link.resume === undefined) throw new ValetkeyError({ code: 'mcp-failed', why: 'task' });
          followed ??= keptTasks.follow(task, () => request.fail(cancelled()));
          link.resume(request, { serverTaskId, followed, forMs: since + longestTaskMs - now() });
        },
      };
    },
  });
}

const runningTask = ({ id, tool, since }: KeptTask): JsonObject => {
  const at = new Date(since).toISOString();
  return { taskId: id, status: 'working', tool, createdAt: at, lastUpdatedAt: at, ttl: longestTaskMs };
};
