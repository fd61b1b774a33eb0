import { setTimeout as pause } from 'node:timers/promises';
import { type JsonObject, ValetkeyError } from '@valetkey/api-contracts';
import { longestServerTaskId } from '../grants/task-store.ts';
import { isObject } from '../json/is-object.ts';
import type { ServerMessage } from './wire-ids.ts';

/** The extension of 2026-07-28 by which a server answers a call with a task, and its result later. */
export const tasksExtension = 'io.modelcontextprotocol/tasks';
export type TaskMethod = 'tasks/get' | 'tasks/update' | 'tasks/cancel';

export type TaskPowers = {
  /** One request about the task, once its intent is written. Undefined: the call was called off. */
  readonly ask: (method: TaskMethod, params: JsonObject) => Promise<ServerMessage | undefined>;
  /** Answers the questions in `inputRequests`, as those in rounds are answered. */
  readonly answersTo: (inputRequests: unknown) => Promise<JsonObject>;
  readonly signal: AbortSignal;
  /** Whether anybody still waits for the result. */
  readonly isOpen: () => boolean;
  /** How long it is waited for from now on. */
  readonly forMs: number;
};

/** From the call on. */
export const longestTaskMs = 24 * 60 * 60_000;
/** The server may ask for longer pauses than this, not for shorter ones; so the log does not grow by its choice. */
const firstPollMs = 1_000;
const longestPollMs = 60_000;
const growth = 1.5;
const mostFailures = 5;
const mostQuestions = 64;

export const taskIdIn = ({ taskId }: JsonObject): string | undefined =>
  typeof taskId === 'string' && taskId !== '' && taskId.length <= longestServerTaskId ? taskId : undefined;

/** The result of the call that became this task. Undefined: it was called off. Throws what the task failed with. */
export async function followTask(
  created: JsonObject,
  powers: TaskPowers,
): Promise<ServerMessage | undefined> {
  const taskId = taskIdIn(created);
  if (taskId === undefined) throw failed('task');
  const answered = new Set<string>();
  const began = performance.now();
  let task = created;
  let failures = 0;
  for (let wait = firstPollMs; ; wait = Math.min(wait * growth, longestPollMs)) {
    const { pollIntervalMs: hint } = task;
    const asked = typeof hint === 'number' && hint > 0 ? Math.min(hint, longestPollMs) : 0;
    await pause(Math.max(wait, asked), undefined, { ref: false, signal: powers.signal }).catch(
      () => undefined,
    );
    if (!powers.isOpen()) return undefined;
    if (performance.now() - began > powers.forMs) throw failed('task');
    const got = await powers.ask('tasks/get', { taskId }).catch((error: unknown) => {
      failures += 1;
      if (failures > mostFailures) throw error;
      return 'again' as const;
    });
    if (got === undefined) return undefined;
    if (got === 'again') continue;
    failures = 0;
    // Handed on as an error of the call: for example, the server has forgotten the task.
    if (!('result' in got)) return got;
    task = got.result as JsonObject;
    if (task['taskId'] !== taskId) throw failed('task');
    const ended = endOf(task, got);
    if (ended !== undefined) return ended;
    if (task['status'] === 'input_required') await answer(task, taskId, answered, powers);
  }
}

/** The answer to the call, once the task is over. */
const endOf = (task: JsonObject, got: ServerMessage): ServerMessage | undefined => {
  switch (task['status']) {
    case 'working':
    case 'input_required':
      return undefined;
    case 'completed':
      if (!isObject(task['result'])) throw failed('task');
      return { ...got, result: task['result'] } as ServerMessage;
    case 'failed': {
      const { error } = task;
      if (!isObject(error) || typeof error['code'] !== 'number' || typeof error['message'] !== 'string')
        throw failed('task');
      return { jsonrpc: '2.0', error } as unknown as ServerMessage;
    }
    case 'cancelled':
      throw failed('task-cancelled');
    default:
      throw failed('task');
  }
};

/** Each question is answered once. A server that keeps asking new ones is given up. */
const answer = async (
  task: JsonObject,
  taskId: string,
  answered: Set<string>,
  { ask, answersTo, isOpen }: TaskPowers,
): Promise<void> => {
  const { inputRequests } = task;
  if (!isObject(inputRequests)) throw failed('input-request');
  const open = Object.entries(inputRequests).filter(([key]) => !answered.has(key));
  if (open.length === 0) return;
  if (answered.size + open.length > mostQuestions) throw failed('endless-input');
  const inputResponses = await answersTo(Object.fromEntries(open));
  if (!isOpen()) return;
  for (const [key] of open) answered.add(key);
  await ask('tasks/update', { taskId, inputResponses });
};

const failed = (why: string): ValetkeyError => new ValetkeyError({ code: 'mcp-failed', why });
