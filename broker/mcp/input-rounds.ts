import { defined, type JsonObject, type McpCallback, ValetkeyError } from '@valetkey/api-contracts';
import { isObject } from '../json/is-object.ts';
import type { OpenCallback } from './callbacks.ts';
import { followTask, longestTaskMs, type TaskMethod, taskIdIn } from './follow-task.ts';
import { callbackOf } from './from-server.ts';
import type { FollowedTask } from './kept-tasks.ts';
import { makePendingRequest, type PendingRequest, type TellCalledOff } from './pending-request.ts';
import type { ServerMessage } from './wire-ids.ts';

export type RoundPowers = {
  /** Resolves when the server has taken it. */
  readonly send: (round: PendingRequest) => Promise<void>;
  /** The same, once its intent is written and its tool is still what was agreed to. */
  readonly sendAgain: (request: PendingRequest, send: () => Promise<void>) => Promise<void>;
  /**
   * Hands a question of the server's to the extension, which answers by `answer`. Returns how to take it back. Throws
   * where it was not offered, or could not be handed on.
   */
  readonly ask: (
    callback: McpCallback,
    question: JsonObject,
    answer: OpenCallback['answer'],
  ) => { withdraw(): void };
  /** An error of the server's, before it is handed on. */
  readonly refused: (code: number) => void;
  readonly paramsOf: (params: JsonObject | undefined) => JsonObject;
  /** The call became this task, which may outlive it. Undefined: it does not. */
  readonly keepTask: (call: PendingRequest, serverTaskId: string) => FollowedTask | undefined;
};

/** A task of an earlier session's, to be waited for by another call. */
export type ResumedTask = {
  readonly serverTaskId: string;
  readonly followed: FollowedTask;
  readonly forMs: number;
};

/** More is no server that comes to an end. */
const mostRounds = 16;
const mostQuestions = 16;
const longestState = 256 * 1024;

/** Methods whose results may ask back. */
const mayAsk: readonly string[] = ['tools/call', 'prompts/get', 'resources/read'];

/**
 * A request of 2026-07-28: the server may answer with questions, and the request goes again with their answers, under
 * another id. Resolves when the server has taken the first round; `request` is settled by the last one.
 */
export async function inRounds(request: PendingRequest, powers: RoundPowers): Promise<void> {
  const way = leave(request, powers);
  const begin = (params: JsonObject): PendingRequest => {
    const round = makePendingRequest(request.method, params, request.progressToken);
    way.callOff = round.callOff;
    return round;
  };
  const params = powers.paramsOf(request.params);
  const first = begin(params);
  await powers.send(first);

  const goOn = async (): Promise<void> => {
    let round = first;
    for (let rounds = 1; ; rounds += 1) {
      const answer = await round.answer;
      if (answer === undefined || !request.isOpen()) return;
      if ('error' in answer) powers.refused(answer.error.code);
      if (request.method === 'tools/call' && isTask(answer)) {
        const created = answer.result as JsonObject;
        const serverTaskId = taskIdIn(created);
        const kept = serverTaskId === undefined ? undefined : powers.keepTask(request, serverTaskId);
        return way.follow(created, kept, longestTaskMs);
      }
      const asked = readRound(answer, request.method);
      if (asked === undefined) return request.settle(completed(answer));
      if (rounds === mostRounds) throw failed('endless-input');
      const answers = askAll(asked.questions, powers);
      way.withdraw = answers.withdraw;
      const inputResponses = await answers.all;
      if (!request.isOpen()) return;
      const { requestState } = asked;
      const next = begin({ ...params, ...defined({ requestState, inputResponses }) });
      round = next;
      await powers.sendAgain(request, () => powers.send(next));
    }
  };
  goOn().catch(way.fail);
}

/** Waits for a task that an earlier call became. The server is asked for its state, and not to run the tool. */
export function resumeTask(
  request: PendingRequest,
  { serverTaskId, followed, forMs }: ResumedTask,
  powers: RoundPowers,
): void {
  const way = leave(request, powers);
  way.follow({ taskId: serverTaskId }, followed, forMs).catch(way.fail);
}

/** What a request waits for now, and how that is called off with it. */
type Way = {
  callOff: () => TellCalledOff | undefined;
  withdraw: () => void;
  /** Settles the request by the end of its task. */
  follow(created: JsonObject, kept: FollowedTask | undefined, forMs: number): Promise<void>;
  fail(error: unknown): void;
};

const leave = (request: PendingRequest, powers: RoundPowers): Way => {
  let tell: TellCalledOff | undefined;
  let looking: PendingRequest | undefined;
  /** A server that was not reached has said nothing about the task. */
  let unreached: unknown;
  const askOfTask = async (method: TaskMethod, said: JsonObject): Promise<ServerMessage | undefined> => {
    const about = makePendingRequest(method, { ...powers.paramsOf(undefined), ...said });
    looking = about;
    try {
      await powers.sendAgain(request, () => powers.send(about));
      return await about.answer;
    } catch (error) {
      unreached = error;
      throw error;
    }
  };
  const cancelled = (taskId: string): PendingRequest =>
    makePendingRequest('tasks/cancel', powers.paramsOf({ taskId }));
  const way: Way = {
    callOff: () => undefined,
    withdraw: () => undefined,
    follow: async (created, kept, forMs) => {
      const taskId = taskIdIn(created);
      if (kept !== undefined) request.answer.then(kept.release, kept.release);
      // The exchange is over, so a request of its own, `tasks/cancel`, tells the server to stop.
      way.callOff = () => {
        const tellOfLook = looking?.callOff();
        return async () => {
          kept?.over();
          await tellOfLook?.({});
          if (taskId !== undefined) await powers.sendAgain(request, () => powers.send(cancelled(taskId)));
        };
      };
      try {
        const result = await followTask(created, {
          ask: askOfTask,
          answersTo: async (inputRequests) => {
            const answers = askAll(readQuestions(inputRequests), powers);
            way.withdraw = answers.withdraw;
            return (await answers.all) ?? {};
          },
          signal: request.calledOff,
          isOpen: request.isOpen,
          forMs,
        });
        if (result === undefined || !request.isOpen()) return;
        kept?.over();
        request.settle(completed(result));
      } catch (error) {
        if (error !== unreached && request.isOpen()) kept?.over();
        throw error;
      }
    },
    fail: (error) => {
      way.withdraw();
      request.fail(error);
    },
  };
  request.leaves({
    forget: () => {
      tell = way.callOff();
      way.withdraw();
    },
    tellCalledOff: async (more) => {
      await tell?.(more);
    },
  });
  return way;
};

const failed = (why: string): ValetkeyError => new ValetkeyError({ code: 'mcp-failed', why });

type InputQuestion = { readonly key: string; readonly callback: McpCallback; readonly question: JsonObject };
type Round = { readonly questions: readonly InputQuestion[]; readonly requestState: string | undefined };

/** Undefined: it is an answer, and asks nothing. */
const readRound = (answer: ServerMessage, method: string): Round | undefined => {
  if (!('result' in answer)) return undefined;
  const { resultType, inputRequests, requestState } = answer.result as JsonObject;
  if (resultType === undefined || resultType === 'complete') return undefined;
  if (resultType !== 'input_required' || !mayAsk.includes(method)) throw failed('result-type');
  if (requestState !== undefined && (typeof requestState !== 'string' || requestState.length > longestState))
    throw failed('input-request');
  const questions = inputRequests === undefined ? [] : readQuestions(inputRequests);
  if (questions.length === 0 && requestState === undefined) throw failed('input-request');
  return { questions, requestState };
};

const readQuestions = (inputRequests: unknown): readonly InputQuestion[] => {
  const asked = isObject(inputRequests) ? Object.entries(inputRequests) : undefined;
  if (asked === undefined || asked.length > mostQuestions) throw failed('input-request');
  return asked.map(([key, one]) => {
    const callback = isObject(one) ? callbackOf(one['method']) : undefined;
    if (callback === undefined) throw failed('input-request');
    const { method: asks, params = {} } = one as JsonObject;
    return { key, callback, question: { method: asks, params } as JsonObject };
  });
};

/** The server says that the result comes later. */
const isTask = (answer: ServerMessage): answer is ServerMessage & { result: unknown } =>
  'result' in answer && (answer.result as JsonObject)['resultType'] === 'task';

/** Undefined answers: nothing was asked. */
const askAll = (
  questions: readonly InputQuestion[],
  { ask }: Pick<RoundPowers, 'ask'>,
): { readonly all: Promise<JsonObject | undefined>; withdraw(): void } => {
  const open = new Set<{ withdraw(): void }>();
  const withdraw = (): void => {
    for (const one of open) one.withdraw();
    open.clear();
  };
  if (questions.length === 0) return { all: Promise.resolve(undefined), withdraw };
  const all = questions.map(
    ({ key, callback, question }) =>
      new Promise<readonly [string, JsonObject]>((resolve, reject) => {
        const asked = ask(callback, question, async (response) => {
          open.delete(asked);
          if ('result' in response) resolve([key, response.result]);
          else if (callback === 'elicitation') resolve([key, { action: 'decline' }]);
          else reject(failed('input-refused'));
        });
        open.add(asked);
      }),
  );
  const together = Promise.all(all).then((answers) => Object.fromEntries(answers) as JsonObject);
  return { all: together, withdraw };
};

/** As the revisions before have it. */
const completed = (answer: ServerMessage): ServerMessage => {
  if (!('result' in answer)) return answer;
  const { resultType: _, ...result } = answer.result as JsonObject;
  return { ...answer, result } as ServerMessage;
};
