import { controlContract, type ErrorCode } from '@valetkey/api-contracts';
import { makeConnections } from '../connections.ts';
import type { Extension, ExtensionContext } from '../define-extension.ts';
import { makeHostHandlers } from '../host-handlers.ts';
import { answerHostCalls } from './answer-host-calls.ts';
import { connectPort, type Port } from './connect-port.ts';
import { describeThrown } from './describe-thrown.ts';

const closedCode: ErrorCode = 'port-closed';

/** Well under the silence after which the host takes an extension for hung. */
const heartbeatMs = 1_000;

/** Lines that the broker has not answered yet; more are dropped and counted, so that a flood fills no memory. */
const maxLinesUnderWay = 64;

/**
 * The guest's side of every shell: connects the control port, loads the extension by the shell's own means, activates it,
 * and deactivates it when the broker says so. What the extension gets is frozen, and reaches the broker through the
 * control port alone.
 */
export async function runExtension(powers: {
  readonly port: Port;
  /** Evaluates the entry script, where only extension-api is in scope, and returns its exports. `log` is for its console. */
  readonly load: (log: ExtensionContext['log']) => unknown;
  readonly every: (ms: number, run: () => void) => void;
  /** Applied to whatever is handed to the extension; `harden` where SES runs. */
  readonly harden: <T>(value: T) => T;
}): Promise<void> {
  const { client } = connectPort(controlContract, powers.port, closedCode);
  let underWay = 0;
  let dropped = 0;
  const send = (level: 'info' | 'warn' | 'error', text: string): void => {
    underWay += 1;
    client
      .log({ level, text })
      .catch(() => undefined)
      .then(() => {
        underWay -= 1;
        if (dropped === 0 || underWay > 0) return;
        const lines = dropped;
        dropped = 0;
        send('warn', `[${lines} lines dropped: too many at once]`);
      });
  };
  const say = (level: 'info' | 'warn' | 'error') => (text: string) => {
    const line = String(text).slice(0, 4000);
    if (underWay < maxLinesUnderWay) send(level, line);
    else dropped += 1;
  };
  const reportAlive = (): void => {
    client.report({ state: 'alive' }).catch(() => undefined);
  };
  // Before the extension's script, which may never end.
  reportAlive();
  powers.every(heartbeatMs, reportAlive);
  const handlers = makeHostHandlers();
  const context: ExtensionContext = powers.harden({
    connections: makeConnections(client),
    log: { info: say('info'), warn: say('warn'), error: say('error') },
    host: { handle: handlers.handle },
  });
  // Nobody is left to tell when the port has closed meanwhile.
  const tell = (outcome: Outcome): Promise<unknown> => client.report(outcome).catch(() => undefined);
  const { outcome, deactivate } = await activate(powers.load, context);
  // Asked before it is told that the extension is activated: who knows that, can stop it properly.
  const stopping = deactivate && client.stopping().then(deactivate);
  const deactivated = stopping?.catch((error: unknown) =>
    context.log.error(`\`deactivate\` failed. ${describeThrown(error)}`),
  );
  await tell(outcome);
  if (outcome.state === 'activated') void answerHostCalls({ client, handlers, logError: context.log.error });
  if (deactivated === undefined) return;
  await deactivated;
  await tell({ state: 'deactivated' });
}

type Outcome =
  | { readonly state: 'activated' | 'deactivated' }
  | { readonly state: 'failed'; readonly message: string };

const activate = async (
  load: (log: ExtensionContext['log']) => unknown,
  context: ExtensionContext,
): Promise<{ readonly outcome: Outcome; readonly deactivate?: Extension['deactivate'] }> => {
  try {
    const entry = entryOf(load(context.log));
    await entry.activate(context);
    return { outcome: { state: 'activated' }, deactivate: entry.deactivate?.bind(entry) };
  } catch (error) {
    return { outcome: { state: 'failed', message: describeThrown(error) } };
  }
};

const entryOf = (exports: unknown): Extension => {
  const entry = (exports as { extension?: Extension } | undefined)?.extension;
  if (typeof entry?.activate === 'function') return entry;
  throw new TypeError('The entry script must export `extension`, made by defineExtension.');
};
