/** The mutants of calls that become tasks, and of icons. */
import { group } from './group.mjs';

/** @type {readonly import('./mutants.mjs').Mutant[]} */
export const mcpTaskMutants = [
  ...group(
    'broker/mcp',
    ['broker/mcp/bounded-icons.test.ts'],
    [
      [
        'icon-of-any-scheme',
        'an icon is a small picture or an https address',
        'bounded-icons.ts',
        " && urlOf(src)?.protocol === 'https:'",
        '',
      ],
      ['icon-of-any-size', 'an icon is small', 'bounded-icons.ts', 'src.length <= longestData && ', ''],
    ],
  ),
  ...group(
    'broker/mcp',
    ['broker/mcp/kept-tasks.test.ts'],
    [
      [
        'task-at-another-server',
        'a task is asked for at its own server only',
        'kept-tasks.ts',
        'task.place === place && ',
        '',
      ],
      [
        'task-of-the-future',
        'a task that began later than now is not waited for',
        'kept-tasks.ts',
        'isRecent(since, longestTaskMs, now())',
        'since + longestTaskMs > now()',
      ],
      [
        'task-cancelled-elsewhere',
        'a task is cancelled at its own server only',
        'kept-tasks.ts',
        'to.authorityDigest !== place || ',
        '',
      ],
      [
        'task-past-the-caveats',
        'a weaker handle has the tasks of its tools only',
        'kept-tasks.ts',
        ' && admitsTool(levels, task.tool)',
        '',
      ],
      [
        'task-waited-for-twice',
        'one call waits for a task',
        'kept-tasks.ts',
        "if (followed.has(id)) throw new ValetkeyError({ code: 'conflict', at: 'params.taskId' });",
        '',
      ],
      [
        'task-cancelled-in-another-process',
        'a task that another process cancels ends its call',
        'kept-tasks.ts',
        'for (const [id, stop] of followed) if (!store.has(id)) stop();',
        '',
      ],
      [
        'task-call-goes-on',
        'a task that the person cancels ends its call',
        'kept-tasks.ts',
        'followed.get(id)?.();',
        '',
      ],
      [
        'task-of-a-deleted-connection-untold',
        'the server of a deleted connection is told to cancel its tasks',
        '../settings/delete-connection.ts',
        'const told = inAnyCase ? undefined : leaveTasks(id);',
        'const told = inAnyCase ? undefined : undefined;',
      ],
      [
        'task-outlives-its-grant',
        'a revoked grant has no tasks',
        '../grants/task-store.ts',
        'UPDATE mcp_tasks SET ended = 1 WHERE grant_id = old.id;',
        'UPDATE mcp_tasks SET ended = 0 WHERE grant_id = old.id;',
      ],
    ],
  ),
  ...group(
    'broker/grants',
    ['broker/grants/task-store.test.ts'],
    [
      [
        'tasks-without-end',
        'a grant has few tasks',
        'task-store.ts',
        'const mostPerGrant = 64;',
        'const mostPerGrant = 640;',
      ],
      [
        'task-of-an-ended-grant',
        'an ended grant gets no task',
        'task-store.ts',
        "WHERE id = ?2 AND state = 'active')",
        'WHERE id = ?2)',
      ],
    ],
  ),
  ...group(
    'broker/mcp',
    ['broker/mcp/tasks.test.ts'],
    [
      [
        'task-of-another',
        'a task gives the result of its own call',
        'follow-task.ts',
        "if (task['taskId'] !== taskId) throw failed('task');",
        '',
      ],
      [
        'task-goes-on',
        'nobody looks at a task that nobody waits for',
        'follow-task.ts',
        'if (!powers.isOpen()) return undefined;',
        '',
      ],
      [
        'task-asked-twice',
        'a question of a task is answered once',
        'follow-task.ts',
        'for (const [key] of open) answered.add(key);',
        '',
      ],
      [
        'task-not-cancelled',
        'a caller that gives up cancels its task',
        'input-rounds.ts',
        'if (taskId !== undefined) await',
        'if (taskId === undefined) await',
      ],
      [
        'task-asks-without-end',
        'a task asks no more than a person answers',
        'follow-task.ts',
        "if (answered.size + open.length > mostQuestions) throw failed('endless-input');",
        '',
      ],
    ],
  ),
];
