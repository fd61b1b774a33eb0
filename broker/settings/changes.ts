import type { ConnectionId } from '@valetkey/api-contracts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { AuditEvent, AuditKind } from '../contracts/audit.ts';
import { type SettingsTopic, settingsTopic } from '../contracts/settings.ts';
import { type Abortable, offAbort, onAbort } from '../network/on-abort.ts';
import type { After } from '../time/after.ts';

type NewsItem = {
  readonly version: number;
  readonly topics: readonly SettingsTopic[];
  readonly connectionId: ConnectionId | undefined;
};
export type ChangesAnswer = {
  readonly version: number;
  readonly topics: SettingsTopic[];
  readonly connectionIds?: ConnectionId[] | undefined;
};

export type Changes = {
  /** Something happened that Settings shows. */
  tell(topics: readonly SettingsTopic[], connectionId?: ConnectionId): void;
  /** Everything may be different: another process wrote. */
  tellAll(): void;
  /** `page` waits no longer when it is aborted. */
  since(version: number, page: Abortable): Promise<ChangesAnswer>;
  /** Told at once of each piece of news, for as long as the broker runs. */
  follow(listener: (topics: readonly SettingsTopic[]) => void): void;
  /** Answers all waiting callers. */
  stop(): void;
};

const everything: readonly SettingsTopic[] = settingsTopic.options;
const kept = 500;
const mostIds = 100;
const mostWaiting = 8;
const patienceMs = 25_000;
/** A page that is told of each of a thousand uses a second would do nothing else. */
const gatherMs = 100;

/** What changed, for pages that wait to be told. Old news are dropped: who is behind them is told to look at all. */
export function makeChanges(powers: { readonly after: After }): Changes {
  const { after } = powers;
  const news: NewsItem[] = [];
  const waiters = new Set<() => void>();
  const listeners: ((topics: readonly SettingsTopic[]) => void)[] = [];
  let version = 1;
  let gathering: (() => void) | undefined;

  const wake = (): void => {
    gathering = undefined;
    for (const run of [...waiters]) run();
  };
  const tell: Changes['tell'] = (topics, connectionId) => {
    version += 1;
    const last = news.at(-1);
    // A burst of uses is one piece of news.
    const same = last !== undefined && last.connectionId === connectionId && equal(last.topics, topics);
    if (same) news.pop();
    news.push({ version, topics, connectionId });
    if (news.length > kept) news.shift();
    if (waiters.size > 0) gathering ??= after(gatherMs, wake);
    for (const listener of listeners) listener(topics);
  };
  const answerTo = (known: number): ChangesAnswer => {
    const [oldest] = news;
    const behind =
      known === 0 ||
      known > version ||
      (oldest !== undefined && news.length >= kept && known < oldest.version);
    if (behind) return { version, topics: [...everything] };
    const since = news.filter((change) => change.version > known);
    const topics = everything.filter((topic) => since.some((change) => change.topics.includes(topic)));
    const ofConnections = since.filter((change) => change.topics.includes('connections'));
    const ids = new Set(ofConnections.map(({ connectionId }) => connectionId));
    const listed = ids.size > 0 && ids.size <= mostIds && !ids.has(undefined);
    return {
      version,
      topics,
      connectionIds: listed ? [...ids].filter((id) => id !== undefined) : undefined,
    };
  };

  return Object.freeze<Changes>({
    tell,
    tellAll: () => tell(everything),
    since: (known, page) => {
      const first = answerTo(known);
      if (first.topics.length > 0 || waiters.size >= mostWaiting) return Promise.resolve(first);
      return new Promise((resolve) => {
        const done = (): void => {
          waiters.delete(done);
          offAbort(page, gone);
          callOff();
          resolve(answerTo(known));
        };
        const callOff = after(patienceMs, done);
        const gone = onAbort(page, done);
        waiters.add(done);
      });
    },
    follow: (listener) => void listeners.push(listener),
    stop: () => {
      gathering?.();
      wake();
    },
  });
}

const equal = (one: readonly unknown[], other: readonly unknown[]): boolean =>
  one.length === other.length && one.every((value, index) => value === other[index]);

/** Whatever concerns authority is a line in the log, so the log is where changes are seen. */
export const watchingChanges = (audit: AuditLog, { tell }: Pick<Changes, 'tell'>): AuditLog => {
  const seen = <T>(event: AuditEvent, result: T): T => {
    tell(topicsOf(event.kind), event.connectionId);
    return result;
  };
  return Object.freeze<AuditLog>({
    ...audit,
    append: (event) => seen(event, audit.append(event)),
    appendDurably: (event) => seen(event, audit.appendDurably(event)),
    appendSoon: (event) => seen(event, audit.appendSoon(event)),
    appendLater: (event) => seen(event, audit.appendLater(event)),
    appendSpending: (event, spending) => seen(event, audit.appendSpending(event, spending)),
  });
};

const byFamily: Readonly<Record<string, readonly SettingsTopic[]>> = {
  connection: ['connections', 'workspace', 'audit'],
  secret: ['connections', 'workspace', 'audit'],
  grant: ['connections', 'extensions', 'grants', 'audit'],
  capability: ['connections', 'extensions', 'live', 'audit'],
  use: ['live', 'audit'],
  change: ['waiting', 'audit'],
  extension: ['connections', 'providers', 'extensions', 'workspace', 'audit'],
  request: ['extensions', 'audit'],
  vault: ['connections', 'protection', 'audit'],
  workspace: ['connections', 'workspace', 'audit'],
};
const onlyAudit: readonly SettingsTopic[] = ['audit'];
const topicsOf = (kind: AuditKind): readonly SettingsTopic[] =>
  byFamily[kind.slice(0, kind.indexOf('.'))] ?? onlyAudit;
