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
        " && new URL(src).protocol === 'https:'",
        '',
      ],
      ['icon-of-any-size', 'an icon is small', 'bounded-icons.ts', 'src.length <= longestData && ', ''],
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
